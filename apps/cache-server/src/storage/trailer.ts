/*
 * An entry is one file: its body, and behind it this trailer, so that a single link publishes both and the body
 * can be written as it comes.
 *
 *   8 bytes  "modax-c1"
 *   8 bytes  size of the body, little endian
 *   4 bytes  CRC-32 of the body
 *   4 bytes  CRC-32 of the 20 bytes before
 *
 * CRC-32 finds what disks do to bytes. It does not find what people do: who can write the folder is trusted.
 */
import { crc32 } from 'node:zlib';

export const TRAILER_BYTES = 24;
const MAGIC = Buffer.from('modax-c1', 'latin1');
const SIZE_AT = 8;
const CHECKSUM_AT = 16;
const OWN_CHECKSUM_AT = 20;

export interface Trailer {
  /** Bytes of the body. */
  readonly size: number;
  /** CRC-32 of the body. */
  readonly checksum: number;
}

export function trailerOf({ size, checksum }: Trailer): Buffer {
  const bytes = Buffer.alloc(TRAILER_BYTES);
  MAGIC.copy(bytes);
  bytes.writeBigUInt64LE(BigInt(size), SIZE_AT);
  bytes.writeUInt32LE(checksum, CHECKSUM_AT);
  bytes.writeUInt32LE(crc32(bytes.subarray(0, OWN_CHECKSUM_AT)), OWN_CHECKSUM_AT);
  return bytes;
}

/** What the last bytes of a file of `fileSize` bytes say, or `undefined` where they are no trailer of it. */
export function readTrailer(bytes: Buffer, fileSize: number): Trailer | undefined {
  if (bytes.length !== TRAILER_BYTES || !bytes.subarray(0, SIZE_AT).equals(MAGIC)) return undefined;
  const own = crc32(bytes.subarray(0, OWN_CHECKSUM_AT));
  if (own !== bytes.readUInt32LE(OWN_CHECKSUM_AT)) return undefined;
  const size = Number(bytes.readBigUInt64LE(SIZE_AT));
  if (size !== fileSize - TRAILER_BYTES) return undefined;
  return { size, checksum: bytes.readUInt32LE(CHECKSUM_AT) };
}
