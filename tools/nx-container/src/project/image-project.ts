import { type Language, LOCKS, MANIFESTS } from './language.ts';
import type { Sources } from './source-state.ts';

/** A package of this workspace that lies in an image. */
export interface Member {
  /** As its package manager knows it. */
  readonly name: string;
  /** Relative to the workspace. */
  readonly folder: string;
}

/** What an image is made of. */
export interface ImageProject {
  readonly language: Language;
  /** As Nx names it; the image is named so too. */
  readonly name: string;
  /** Relative to the workspace. */
  readonly root: string;
  /** Its name as a package. */
  readonly packageName: string;
  readonly version: string;
  readonly description: string;
  readonly licence: string;
  /** The project itself and the libraries below it, by name. */
  readonly members: readonly Member[];
}

/** The Python package that collects what an image takes of its base, relative to the workspace. */
export const IMAGE_RUNTIME = 'libs/image-runtime/src';

/**
 * The files that an image is made of: a commit that touches none of them makes the same image. What is there for tests
 * alone is in no image of TypeScript; a wheel takes all that lies in a package, and tests of Python lie elsewhere.
 */
export function sourcesOf({ language, root, members }: ImageProject): Sources {
  const paths = [
    `${root}/Dockerfile`,
    // BuildKit takes it for what the context does not have, though nobody names it.
    `${root}/Dockerfile.dockerignore`,
    ...members.flatMap(({ folder }) => [`${folder}/${MANIFESTS[language]}`, `${folder}/src`]),
    IMAGE_RUNTIME,
    // What git ignores is in no image.
    '.gitignore',
    ...(language === 'python' ? ['.python-version'] : []),
    LOCKS[language],
  ];
  const folders = language === 'python' ? [] : members.map(({ folder }) => folder);
  return {
    paths,
    without: folders.flatMap((folder) => [
      `${folder}/src/**/*.spec.ts`,
      `${folder}/src/**/testing/**`,
    ]),
  };
}
