import { readFileSync } from 'node:fs';
import { createSecureContext } from 'node:tls';
import { SettingProblem, type TlsFiles } from '../settings.ts';

/** A certificate and its key, in PEM. */
export interface Tls {
  readonly cert: string;
  readonly key: string;
}

/**
 * Reads a certificate and its key.
 * @throws SettingProblem when they cannot be read, are none, or do not belong together
 */
export function readTls(files: TlsFiles): Tls {
  const tls = { cert: read(files.certificate), key: read(files.key) };
  try {
    createSecureContext(tls);
  } catch (error) {
    throw new SettingProblem(`the certificate and its key cannot be used: ${messageOf(error)}`);
  }
  return tls;
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new SettingProblem(messageOf(error));
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
