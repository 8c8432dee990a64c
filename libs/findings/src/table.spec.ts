import { styleText, stripVTControlCharacters } from 'node:util';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { displayWidth, wrapped } from './display-width.ts';
import { renderTable, type Column } from './table.ts';
import { anyText } from './testing/arbitraries.ts';

interface Task {
  readonly project: string;
  readonly seconds: string;
  readonly result: string;
}

const columns: readonly Column<Task>[] = [
  { header: 'project', text: ({ project }) => project },
  { header: 'time', text: ({ seconds }) => seconds, align: 'right' },
  {
    header: 'result',
    text: ({ result }) => result,
    colour: (text, { result }) =>
      styleText(result === 'passed' ? 'green' : 'red', text, { validateStream: false }),
  },
];
const tasks: readonly Task[] = [
  { project: 'ai-layer', seconds: '12.1 s', result: 'passed' },
  { project: '制御', seconds: '9.9 s', result: 'failed' },
];
const plain = { colour: false };

test('columns are aligned by what is seen, and lines have no trailing spaces', () => {
  expect(renderTable(columns, tasks, plain)).toBe(
    [
      'project     time  result', //
      'ai-layer  12.1 s  passed',
      '制御       9.9 s  failed',
    ].join('\n'),
  );
});

test('colour changes nothing but the colour', () => {
  const coloured = renderTable(columns, tasks, { colour: true });
  expect(coloured).toContain('\u001b[32mpassed\u001b[39m');
  expect(stripVTControlCharacters(coloured)).toBe(renderTable(columns, tasks, plain));
});

test('without headers there is no line for them', () => {
  const bare = columns.map((column) => ({ ...column, header: '' }));
  expect(renderTable(bare, tasks.slice(0, 1), { ...plain, indent: 2 })).toBe(
    '  ai-layer  12.1 s  passed',
  );
});

test('without rows only the headers remain', () => {
  expect(renderTable(columns, [], plain)).toBe('project  time  result');
});

test('a last column on the right is aligned too', () => {
  const [, time] = columns;
  expect(renderTable(time === undefined ? [] : [time], tasks, plain)).toBe(
    '  time\n12.1 s\n 9.9 s',
  );
});

test('a long last cell continues below itself', () => {
  const task = {
    project: 'x',
    seconds: '1 s',
    result: 'the broker did not answer within its time',
  };
  expect(renderTable(columns, [task], { ...plain, width: 42 })).toBe(
    [
      'project  time  result',
      'x         1 s  the broker did not answer',
      '               within its time',
    ].join('\n'),
  );
});

test('a cell cannot break out of its line', () => {
  const task = { project: 'a\nb', seconds: '\u001b[2J', result: '::error::x' };
  expect(renderTable(columns, [task], plain).split('\n')).toEqual([
    'project  time  result',
    'a b            : :error::x',
  ]);
});

test('whatever is in the cells, nothing but text is printed', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(anyText, anyText)),
      fc.integer({ min: 1, max: 60 }),
      (rows, width) => {
        const pair: Column<[string, string]>[] = [
          { header: '', text: ([first]) => first, align: 'right' },
          { header: '', text: ([, second]) => second },
        ];
        for (const line of renderTable(pair, rows, { colour: false, width }).split('\n')) {
          expect(line).not.toMatch(/\p{Cc}/u);
          expect(line.trimStart()).not.toMatch(/^::/);
        }
      },
    ),
  );
});

test.each([
  ['', 0],
  ['plain', 5],
  ['Müller', 6],
  ['e\u0301', 1],
  ['表示', 4],
  ['👩‍🔧', 2],
  ['\u200b', 0],
])('%j takes %i cells', (text, width) => {
  expect(displayWidth(text)).toBe(width);
});

test('a blank that is no space is kept', () => {
  expect(wrapped('\u3000', 2)).toEqual(['\u3000']);
});

test('wrapping loses nothing but spaces, and keeps to the width where characters allow it', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 2, max: 30 }), (text, width) => {
      const lines = wrapped(text, width);
      expect(lines.join('').replaceAll(' ', '')).toBe(text.replaceAll(' ', ''));
      for (const line of lines) expect(displayWidth(line)).toBeLessThanOrEqual(width);
    }),
  );
});
