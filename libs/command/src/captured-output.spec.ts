import fc from 'fast-check';
import { expect, test } from 'vitest';
import { capturedOutput } from './captured-output.ts';

const cuts = fc.array(fc.nat(200), { maxLength: 8 });

function pieces(bytes: Buffer, at: readonly number[]): Buffer[] {
  const sorted = [0, ...at.map((cut) => Math.min(cut, bytes.length)), bytes.length].sort(
    (one, other) => one - other,
  );
  return sorted.slice(1).map((end, index) => bytes.subarray(sorted[index], end));
}

test('however the bytes are cut up, the text is the same', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), cuts, (text, at) => {
      const output = capturedOutput(100_000);
      const shown = pieces(Buffer.from(text), at).map((piece) => output.take(piece).text);
      expect(output.finish()).toBe(text);
      expect(shown.join('')).toBe(text);
    }),
  );
});

test('what is kept is a beginning of the text, never longer than the limit', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), cuts, fc.nat(100), (text, at, limit) => {
      const output = capturedOutput(limit);
      const taken = pieces(Buffer.from(text), at).map((piece) => output.take(piece).complete);
      const kept = output.finish();
      expect(text.startsWith(kept)).toBe(true);
      expect(Buffer.byteLength(kept)).toBeLessThanOrEqual(limit);
      expect(taken.every(Boolean)).toBe(Buffer.byteLength(text) <= limit);
    }),
  );
});

test('bytes that are no UTF-8 are shown as replaced, not dropped', () => {
  const output = capturedOutput(10);
  output.take(Buffer.from([0x61, 0xff, 0x62, 0xe2]));
  expect(output.finish()).toBe('a\ufffdb\ufffd');
});
