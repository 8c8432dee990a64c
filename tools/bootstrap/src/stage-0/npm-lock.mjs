/** The fields of a manifest that npm copies into its lock. */
const FIELDS = /** @type {const} */ ([
  'dependencies',
  'devDependencies',
  'optionalDependencies',
  'peerDependencies',
]);

/**
 * The manifests that ask for something else than the lock was made for. npm would find the same, but only
 * after it has asked the registry.
 * @param {Record<string, Record<string, unknown>> | undefined} packages `packages` of `package-lock.json`
 * @param {Readonly<Record<string, Record<string, unknown>>>} manifests by folder; '' for the root
 * @returns {string[]} each as `folder/package.json: field`
 */
export function differencesFromLock(packages, manifests) {
  if (packages === undefined) return [];
  return Object.entries(manifests).flatMap(([folder, manifest]) => {
    const file = folder === '' ? 'package.json' : `${folder}/package.json`;
    const locked = packages[folder];
    if (locked === undefined) return [`${file}: not in the lock`];
    return FIELDS.filter((field) => sorted(manifest[field]) !== sorted(locked[field])).map(
      (field) => `${file}: ${field}`,
    );
  });
}

/** @param {unknown} ranges by name */
function sorted(ranges) {
  return JSON.stringify(
    Object.entries(ranges ?? {}).sort(([one], [other]) => (one < other ? -1 : 1)),
  );
}
