import { StringDecoder } from 'node:string_decoder';

/** Gathers one output stream as text, up to a limit of bytes. */
export interface CapturedOutput {
  /** Takes the next bytes; returns their text, and whether all of them were within the limit. */
  take(chunk: Buffer): { readonly text: string; readonly complete: boolean };
  /** What was gathered; to be called once, after the last chunk. */
  finish(): string;
}

export function capturedOutput(limitBytes: number): CapturedOutput {
  // A character may be split between two chunks: the decoder holds its first bytes back.
  const decoder = new StringDecoder('utf8');
  const pieces: string[] = [];
  let remaining = limitBytes;
  let cut = false;
  return {
    take: (chunk) => {
      const kept = chunk.subarray(0, remaining);
      remaining -= kept.length;
      cut ||= kept.length < chunk.length;
      const text = decoder.write(kept);
      pieces.push(text);
      return { text, complete: !cut };
    },
    // Half a character at our own cut is no character of the program's.
    finish: () => pieces.join('') + (cut ? '' : decoder.end()),
  };
}
