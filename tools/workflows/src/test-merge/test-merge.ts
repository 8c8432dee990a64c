/** What is checked out for a pull request, and what it should be of. */
export interface TestMerge {
  /** Of the commit that is checked out, as git lists them. */
  readonly parents: readonly string[];
  /** The commit that is proposed. */
  readonly head: string;
  /** The branch that is to take it. */
  readonly base: string;
  /** The commits that this branch has been at, and no others of its history. */
  readonly tips: readonly string[];
}

/**
 * Why the commit that GitHub has made to test a pull request is not that of its branch and its base. GitHub makes it in
 * the background: a run that starts as soon as the base is changed can be given the merge into the base before, and what
 * only that one has would be part of what is found green. A base that has moved on since is no other one.
 * @returns undefined when it is the right one
 */
export function testMergeComplaint({ parents, head, base, tips }: TestMerge): string | undefined {
  const [into, merged, ...others] = parents;
  if (into === undefined || merged === undefined || others.length > 0) {
    return `what is checked out has ${parents.length} parents: it is no merge of a pull request`;
  }
  if (merged !== head) return `what is checked out merges ${merged}, and ${head} is proposed`;
  return tips.includes(into)
    ? undefined
    : `what is checked out is a merge into ${into}, which ${base} has never been at`;
}
