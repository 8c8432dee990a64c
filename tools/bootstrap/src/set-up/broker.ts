import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Packages put the broker where only the administrator's PATH leads. */
const BESIDE_PATH = ['/usr/sbin', '/usr/local/sbin', '/opt/homebrew/sbin'];

/** Where Mosquitto is installed; nothing when it is not. */
export function findBroker(
  environment: Readonly<Record<string, string>>,
  besidePath: readonly string[] = BESIDE_PATH,
): string | undefined {
  return [...(environment['PATH'] ?? '').split(delimiter), ...besidePath]
    .filter((folder) => folder !== '')
    .map((folder) => join(folder, 'mosquitto'))
    .find((file) => existsSync(file));
}
