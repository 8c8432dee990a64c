import { createSecureContext } from 'node:tls';
import { SettingProblem, type TlsFiles } from '../settings.ts';
import { textOfFile } from '../text-of-file.ts';

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
  const tls = {
    cert: textOfFile(files.certificate, SettingProblem),
    key: textOfFile(files.key, SettingProblem),
  };
  try {
    createSecureContext(tls);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new SettingProblem(`the certificate and its key cannot be used: ${why}`);
  }
  return tls;
}
