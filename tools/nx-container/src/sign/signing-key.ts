import { toolProblem, type ToolProblem } from '@modax/findings';

/** The key with which images are signed. */
export interface SigningKey {
  /** A private key of cosign, PEM. */
  readonly key: string;
  /** Of the key; a key may have an empty one. */
  readonly password: string;
}

/**
 * `COSIGN_PRIVATE_KEY` and `COSIGN_PASSWORD`. With neither nothing is signed; with one alone nothing is
 * pushed: a secret that was lost must not make images that nobody can trust.
 */
export function signingKeyOf({
  COSIGN_PRIVATE_KEY: key = '',
  COSIGN_PASSWORD: password,
}: Readonly<Record<string, string | undefined>>): SigningKey | undefined | ToolProblem {
  if (key !== '' && password !== undefined) return { key, password };
  if (key === '' && (password ?? '') === '') return undefined;
  const missing = key === '' ? 'COSIGN_PRIVATE_KEY' : 'COSIGN_PASSWORD';
  return toolProblem('SIGNING_KEY_INCOMPLETE', `${missing} is not set, the other one is`);
}
