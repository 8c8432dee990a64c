import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ImagePackage } from '../../image/image-record.ts';

/**
 * The packages that are installed in the folders, by name: what their `METADATA` say (Core metadata
 * specification of the Python Packaging Authority).
 */
export async function pythonPackages(folders: readonly string[]): Promise<readonly ImagePackage[]> {
  const packages: ImagePackage[] = [];
  for (const folder of folders) {
    for (const entry of await readdir(folder)) {
      if (!entry.endsWith('.dist-info')) continue;
      const metadata = await readFile(join(folder, entry, 'METADATA'), 'utf8');
      const [headers = ''] = metadata.split(/\r?\n\r?\n/, 1);
      const name = /^Name: *(?<value>\S+)\s*$/im.exec(headers)?.groups?.['value'];
      const version = /^Version: *(?<value>\S+)\s*$/im.exec(headers)?.groups?.['value'];
      if (name === undefined || version === undefined) {
        throw new Error(`${entry} has no name or no version in its METADATA`);
      }
      packages.push({ name, version });
    }
  }
  return packages.sort((one, other) => (one.name < other.name ? -1 : 1));
}
