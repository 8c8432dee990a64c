/**
 * The hash in the path of a request, or `undefined`. Nothing is decoded: Nx's hashes have letters, digits, `-` and `_`
 * alone, and what has anything else, such as `..%2f`, names nothing here.
 */
export function hashIn(path: string): string | undefined {
  if (!path.startsWith(BEFORE)) return undefined;
  const hash = path.slice(BEFORE.length);
  return HASH.test(hash) ? hash : undefined;
}

const BEFORE = '/v1/cache/';
const HASH = /^[A-Za-z0-9_-]{1,128}$/;
