/**
 * The hash in the path of a request, or `undefined`. Nothing is decoded: Nx's hashes have letters, digits, `-` and `_`
 * alone, and what has anything else, such as `..%2f`, names nothing here.
 */
export function hashIn(path: string): string | undefined {
  return CACHE_PATH.exec(path)?.groups?.['hash'];
}

const CACHE_PATH = /^\/v1\/cache\/(?<hash>[A-Za-z0-9_-]{1,128})$/;
