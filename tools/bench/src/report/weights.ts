import type { Weight } from '../measuring/weights.ts';

/** One image's line: what it weighs, beside the document's after the same change. */
export interface WeightRow extends Weight {
  readonly id: string;
  readonly title: string;
  /** Bytes that are pushed by all bytes of the image. */
  readonly pushedShare: number;
  /** Bytes of the image by those of its measure. */
  readonly imageRatio: number;
  readonly asked: { readonly pushedShare?: number; readonly imageRatio?: number };
  readonly isReached: boolean | undefined;
}

/** How a line is made of what was weighed. */
export interface WeightPlan {
  readonly id: string;
  readonly title: string;
  readonly measure: string;
  readonly asked: WeightRow['asked'];
}

export function weightRows(
  plans: readonly WeightPlan[],
  weights: ReadonlyMap<string, Weight>,
): readonly WeightRow[] {
  return plans.flatMap(({ id, title, measure, asked }) => {
    const [weight, one] = [weights.get(id), weights.get(measure)];
    if (weight === undefined || one === undefined) return [];
    const pushedShare = weight.pushedBytes / weight.imageBytes;
    const imageRatio = weight.imageBytes / one.imageBytes;
    const kept = [
      ...(asked.pushedShare === undefined ? [] : [pushedShare <= asked.pushedShare]),
      ...(asked.imageRatio === undefined ? [] : [imageRatio <= asked.imageRatio]),
    ];
    const isReached = kept.length === 0 ? undefined : kept.every(Boolean);
    return [{ id, title, ...weight, pushedShare, imageRatio, asked, isReached }];
  });
}
