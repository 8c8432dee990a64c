import { describe, expect, test } from 'vitest';
import { weightRows } from '../report/weights.ts';
import { IMAGE_ROWS, IMAGE_WEIGHTS, requireChange } from './images.ts';

describe('the image after a change', () => {
  test("is compared with the document's after the same one", () => {
    expect(IMAGE_ROWS.map(({ id, measure }) => [id, measure])).toEqual([
      ['document-nothing', 'document-nothing'],
      ['nothing', 'document-nothing'],
      ['document-line', 'document-line'],
      ['line', 'document-line'],
      ['document-dependency', 'document-dependency'],
      ['dependency', 'document-dependency'],
      ['line-by-docker', 'document-line'],
    ]);
  });

  test('that is the one before is not what a change makes', () => {
    const weight = (pushedBlobs: number) => ({ imageBytes: 10, pushedBytes: 5, pushedBlobs });
    expect(() => {
      requireChange('line', true, weight(2));
    }).toThrow('line: 2 blobs of the image are new');
    expect(() => {
      requireChange('nothing', false, weight(1));
    }).toThrow('nothing: 1 blobs');
    requireChange('nothing', false, weight(0));
    requireChange('line', true, weight(3));
  });

  test('may weigh and push so much, and no more', () => {
    const weights = (pushedBytes: number, imageBytes = 60) =>
      new Map([
        ['document-line', { imageBytes: 100, pushedBytes: 50, pushedBlobs: 3 }],
        ['line', { imageBytes, pushedBytes, pushedBlobs: 3 }],
      ]);
    const reached = (...of: Parameters<typeof weights>) =>
      weightRows(IMAGE_WEIGHTS, weights(...of)).find(({ id }) => id === 'line')?.isReached;
    expect(reached(3)).toBe(true);
    expect(reached(4)).toBe(false);
    expect(reached(3, 61)).toBe(false);
    expect(weightRows(IMAGE_WEIGHTS, weights(3)).map(({ id }) => id)).toEqual([
      'document-line',
      'line',
    ]);
  });
});
