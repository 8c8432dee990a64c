import type { Workflow } from './cost.ts';

/** What the jobs of the document's workflows take, set-up included, in seconds. */
export interface DocumentParts {
  /** Of each layer: packages, lint, types, tests. */
  readonly check: readonly number[];
  /** Of each layer: a checkout and its image, without a layer from a cache. */
  readonly image: readonly number[];
  /** A checkout. */
  readonly checkout: number;
  readonly integration: number;
  /** Of each layer: Safety. */
  readonly dependencies: readonly number[];
  /** Bandit. */
  readonly code: number;
}

/** Each layer is checked on each of them. */
const PYTHONS = 3;

/** The workflows that the document starts for every push, whatever it changes. */
export function documentCi(parts: DocumentParts): readonly Workflow[] {
  const { check, image, checkout, integration, dependencies, code } = parts;
  const both = checkout + image.reduce((sum, one) => sum + one - checkout, 0);
  return [
    [Array.from({ length: PYTHONS }, () => check).flat()],
    // From its cache of layers, of which nothing more than the checkout is counted.
    [image.map(() => checkout)],
    [[integration]],
    // Its last job builds the images of both once more.
    [[...dependencies, code, both]],
  ];
}
