import { arrayOf, recordOf } from '@modax/findings';

/** What a project's tests use beside the project, its libraries and its packages. */
export interface TestInputs {
  /** Files of the workspace, relative to its root; a module stands for all that it loads. */
  readonly files: readonly string[];
  /** Programs of the machine that the tests look for. */
  readonly programs: readonly string[];
  /** Variables of the environment; the files of a folder that one names count too. */
  readonly environment: readonly string[];
  /** Folders outside the workspace, relative to its root, that the tests use where they are there. */
  readonly folders: readonly string[];
}

const kinds = {
  files: /^(?!\/)(?!.*(?:^|\/)\.\.?(?:\/|$))[^*?[\]{}]+$/,
  programs: /^[\w.-]+$/,
  environment: /^[A-Za-z_]\w*$/,
  folders: /^[^*?[\]{}]+$/,
} as const;

/**
 * Reads `[tool.modax.test-inputs]`.
 * @throws Error naming the file and the key when a key is unknown or a value is no list of such names.
 */
export function parseTestInputs(value: unknown, file: string): TestInputs {
  const table = recordOf(value ?? {});
  const place = `${file}: [tool.modax.test-inputs]`;
  if (table === undefined) throw new Error(`${place} must be a table`);
  for (const key of Object.keys(table)) {
    if (!Object.hasOwn(kinds, key)) {
      throw new Error(`${place} ${key} is unknown; known are ${Object.keys(kinds).join(', ')}`);
    }
  }
  const names = (key: keyof typeof kinds): readonly string[] =>
    (arrayOf(table[key] ?? []) ?? [undefined]).map((name) => {
      if (typeof name === 'string' && kinds[key].test(name)) return name;
      throw new Error(
        `${place} ${key} must be a list of ${key}, not ${JSON.stringify(table[key])}`,
      );
    });
  return {
    files: names('files'),
    programs: names('programs'),
    environment: names('environment'),
    folders: names('folders'),
  };
}
