import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Inside the folder, so that who removes the folder removes the claim too. */
const INVENTORY = '.modax-files';

/**
 * Writes down what an installed folder holds, so that a piece that is removed later is missed.
 * @param {string} folder
 * @param {number} [depth] how many folders deep; all of it unless said
 */
export function takeInventory(folder, depth = Infinity) {
  writeFileSync(join(folder, INVENTORY), `${pathsBelow(folder, '', depth).join('\n')}\n`);
}

/**
 * Whether everything that was installed is still there. What came since does no harm: tools keep caches.
 * @param {string} folder
 * @param {number} [depth] as it was taken
 */
export function isComplete(folder, depth = Infinity) {
  const file = join(folder, INVENTORY);
  if (!existsSync(file)) return false;
  const present = new Set(pathsBelow(folder, '', depth));
  return readFileSync(file, 'utf8')
    .split('\n')
    .every((path) => path === '' || present.has(path));
}

/**
 * Files, links and folders, but for what Python compiles for itself.
 * @param {string} folder
 * @param {string} prefix
 * @param {number} depth
 * @returns {string[]}
 */
function pathsBelow(folder, prefix, depth) {
  return readdirSync(join(folder, prefix), { withFileTypes: true }).flatMap((entry) => {
    const path = `${prefix}${entry.name}`;
    if (entry.name === '__pycache__' || path === INVENTORY) return [];
    const inside = entry.isDirectory() && depth > 1;
    return inside ? [path, ...pathsBelow(folder, `${path}/`, depth - 1)] : [path];
  });
}
