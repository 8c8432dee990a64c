/** Asks a server for an entry, or sends one. */
export function ask(
  address: string,
  token: string,
  hash: string,
  body?: Buffer,
): Promise<Response> {
  return fetch(`${address}/v1/cache/${hash}`, {
    method: body === undefined ? 'GET' : 'PUT',
    headers: { Authorization: `Bearer ${token}` },
    ...(body === undefined ? {} : { body: new Uint8Array(body) }),
  });
}

/** What an entry has in it, or `undefined` where there is none. */
export async function bodyAt(
  address: string,
  token: string,
  hash: string,
): Promise<Buffer | undefined> {
  const response = await ask(address, token, hash);
  const bytes = Buffer.from(await response.arrayBuffer());
  if (response.status === 404) return undefined;
  if (response.status === 200) return bytes;
  throw new Error(`GET of ${hash} was answered with ${response.status}`);
}

/** Sends an entry. @returns how that was answered */
export async function send(
  address: string,
  token: string,
  hash: string,
  body: Buffer,
): Promise<number> {
  const response = await ask(address, token, hash, body);
  await response.arrayBuffer();
  return response.status;
}
