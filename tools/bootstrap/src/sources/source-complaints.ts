import type { Complaint } from '../pipeline/complaints.ts';
import { PROJECT_PARENTS, type FileOnDisk } from './files.ts';

/** The files of a checkout, as three who look at it see them. */
export interface Checkout {
  /** What lies in the folders of projects. */
  readonly onDisk: readonly FileOnDisk[];
  /** What git sees: tracked, or untracked and not ignored. Nothing outside a repository. */
  readonly inGit: readonly string[] | undefined;
  /** There is a repository, and git says nothing of it: it does not trust its owner, for instance. */
  readonly gitIsSilent: boolean;
  /** Tracked files whose changes git was told not to look at. */
  readonly frozen: readonly string[];
}

const MANIFEST = /(^|\/)(pyproject\.toml|package\.json|project\.json)$/;
const IGNORE_FILE = /(^|\/)\.(nxignore|ignore)$/;
const PYTHON = /\.pyi?$/;
const TYPESCRIPT = /\.[cm]?[jt]sx?$/;
const TEST = /(\.(test|spec)\.[cm]?[jt]sx?$)|(\/__tests__\/.*\.[cm]?[jt]sx?$)/;
/** What vitest is told to run: its `include`, in `vitest.config.ts` and in that of the documents. */
const TEST_THAT_RUNS = [
  /^(apps|libs|tools)\/[^/]+\/src\/.*\.spec\.ts$/,
  /^tools\/bootstrap\/documents\/[^/]+\.spec\.ts$/,
];
/** Configuration of the whole workspace's tools: read by every project's steps, which name it. */
const WORKSPACE_CONFIGURATION: ReadonlySet<string> = new Set([
  'eslint.config.mjs',
  'vitest.config.ts',
]);
const IN_PROJECT = new RegExp(`^(${PROJECT_PARENTS.join('|')})/[^/]+/`);

/** What lies where no gate looks at it, or where a gate looks at it and the cache does not. */
export function sourceComplaints(checkout: Checkout): readonly Complaint[] {
  const onDisk = checkout.onDisk.map(({ path }) => path);
  const seen = [...new Set([...onDisk, ...(checkout.inGit ?? [])])].sort();
  return [
    ...misplacedManifests(seen),
    ...takenNames(seen),
    ...uncheckedSources(seen),
    ...unseenSources(checkout),
    ...testsThatNeverRun(seen),
  ];
}

function misplacedManifests(paths: readonly string[]): readonly Complaint[] {
  return paths
    .filter((path) => MANIFEST.test(path) && !isPlaceOfProject(folderOf(path)))
    .map((path) => ({
      code: 'PROJECT_MISPLACED',
      what: `${path}: a project is a folder of ${PROJECT_PARENTS.join(', ')}, never one in a project`,
    }));
}

function takenNames(paths: readonly string[]): readonly Complaint[] {
  const roots = [...new Set(paths.filter((path) => MANIFEST.test(path)).map(folderOf))].filter(
    (root) => root !== '.' && isPlaceOfProject(root),
  );
  const byName = Map.groupBy(roots, (root) => root.slice(root.lastIndexOf('/') + 1));
  return [...byName.values()]
    .filter(({ length }) => length > 1)
    .map((same) => ({
      code: 'PROJECT_NAME_TAKEN',
      what: `${same.join(' and ')}: a project has its folder's name, and no two have the same`,
    }));
}

/** Sources of a language for which their folder is no project. */
function uncheckedSources(paths: readonly string[]): readonly Complaint[] {
  const manifests = new Set(paths);
  const isProjectOf = (path: string, files: readonly string[]): boolean => {
    const root = IN_PROJECT.exec(path)?.[0];
    return root !== undefined && files.every((file) => manifests.has(`${root}${file}`));
  };
  return paths.flatMap((path): readonly Complaint[] => {
    if (WORKSPACE_CONFIGURATION.has(path)) return [];
    if (PYTHON.test(path) && !isProjectOf(path, ['pyproject.toml'])) {
      return [{ code: 'SOURCE_UNCHECKED', what: `${path}: no folder with a pyproject.toml` }];
    }
    // A few lines of JavaScript may stand beside Python: they are read by who changes the project.
    const isTyped = /\.[cm]?tsx?$/.test(path);
    const files = ['package.json', 'tsconfig.json'];
    if (TYPESCRIPT.test(path) && !isProjectOf(path, files)) {
      const isBesidePython = !isTyped && isProjectOf(path, ['pyproject.toml']);
      if (isBesidePython) return [];
      return [
        {
          code: 'SOURCE_UNCHECKED',
          what: `${path}: no folder with a package.json and tsconfig.json`,
        },
      ];
    }
    return [];
  });
}

/** Sources that tools read and that are not in the keys under which their results are kept. */
function unseenSources({ onDisk, inGit, gitIsSilent, frozen }: Checkout): readonly Complaint[] {
  const known = new Set(inGit);
  const hidden = onDisk.filter(
    ({ path }) => inGit !== undefined && isSource(path) && !known.has(path),
  );
  const whats = [
    ...(gitIsSilent
      ? ['.git: git ls-files fails here; without it nobody knows what is hidden']
      : []),
    ...[...onDisk.map(({ path }) => path), ...(inGit ?? [])]
      .filter((path) => IGNORE_FILE.test(path))
      .map((path) => `${path}: hides files from Nx and from nothing else`),
    ...hidden.map(({ path }) => `${path}: git ignores it, and so does Nx`),
    ...onDisk
      .filter(({ path, isLink }) => isLink && (known.has(path) || isSource(path)))
      .map(({ path }) => `${path}: a link, of which Nx does not see what it leads to`),
    ...frozen.map((path) => `${path}: git was told not to look at its changes (git ls-files -v)`),
  ];
  return [...new Set(whats)].map((what) => ({ code: 'SOURCE_UNSEEN', what }));
}

function testsThatNeverRun(paths: readonly string[]): readonly Complaint[] {
  return paths
    .filter((path) => TEST.test(path) && IN_PROJECT.test(path))
    .filter((path) => !TEST_THAT_RUNS.some((runs) => runs.test(path)) || /\/\./.test(path))
    .map((path) => ({ code: 'TEST_NEVER_RUN', what: `${path}: not one of src/**/*.spec.ts` }));
}

function isSource(path: string): boolean {
  return PYTHON.test(path) || TYPESCRIPT.test(path);
}

function folderOf(path: string): string {
  return path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '.';
}

function isPlaceOfProject(folder: string): boolean {
  return folder === '.' || IN_PROJECT.exec(`${folder}/`)?.[0] === `${folder}/`;
}
