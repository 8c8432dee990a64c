import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Inside the folder, so that who removes the folder removes the claim too. */
const INVENTORY = '.modax-files';

/**
 * Writes down what an installed folder holds, so that a piece that is removed later is missed.
 * @param {string} folder
 */
export function takeInventory(folder) {
  writeFileSync(join(folder, INVENTORY), `${pathsBelow(folder, '').join('\n')}\n`);
}

/**
 * Whether everything that was installed is still there. What came since does no harm: tools keep caches.
 * @param {string} folder
 */
export function isComplete(folder) {
  const file = join(folder, INVENTORY);
  if (!existsSync(file)) return false;
  const present = new Set(pathsBelow(folder, ''));
  return readFileSync(file, 'utf8')
    .split('\n')
    .every((path) => path === '' || present.has(path));
}

/**
 * Files, links and folders, but for what Python compiles for itself.
 * @param {string} folder
 * @param {string} prefix
 * @returns {string[]}
 */
function pathsBelow(folder, prefix) {
  return readdirSync(join(folder, prefix), { withFileTypes: true }).flatMap((entry) => {
    const path = `${prefix}${entry.name}`;
    if (entry.name === '__pycache__' || path === INVENTORY) return [];
    return entry.isDirectory() ? [path, ...pathsBelow(folder, `${path}/`)] : [path];
  });
}
