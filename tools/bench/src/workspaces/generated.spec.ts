import { expect, test } from 'vitest';
import { generatedProjects, mixOf } from './generated.ts';

test.each([
  [5, { services: 4, libraries: 1 }],
  [20, { services: 17, libraries: 3 }],
  [60, { services: 50, libraries: 10 }],
])('%d projects are %j', (size, mix) => {
  expect(mixOf(size)).toEqual(mix);
});

test('a larger workspace has the projects of a smaller one, libraries before those that use them', () => {
  const [small, large] = [generatedProjects(5), generatedProjects(20)];
  expect(small.names).toEqual([
    'library-01',
    'station-01',
    'station-02',
    'station-03',
    'station-04',
  ]);
  expect(large.names).toEqual(expect.arrayContaining([...small.names]));
  expect(large.folders[3]).toBe('apps/station-01');
});
