import type { Workflow } from './cost.ts';

/** What parts of our jobs take, in seconds. */
export interface OurParts {
  /** A checkout. */
  readonly checkout: number;
  /** A checkout in which a plan is made. */
  readonly plan: number;
  /** The pipeline's own time in a job, beside that of its steps. */
  readonly start: number;
  /** A checkout that is ready for every step. */
  readonly setUp: number;
  /** The same, where nothing was kept. */
  readonly setUpAnew: number;
  /** An image that is built and started, by project. */
  readonly images: Readonly<Record<string, number>>;
  /** The workflows and the packages of the workspace looked at. */
  readonly audit: number;
}

/** What the plan of a change says, with the seconds of what it names. */
export interface CiPlan {
  /** Of each job of Python CI. */
  readonly check: readonly number[];
  /** How many projects have their coverage told. */
  readonly coverage: number;
  /** Projects. */
  readonly images: readonly string[];
  /** Of each project that tests others together. */
  readonly integration: readonly number[];
  /** Of each project that is scanned. */
  readonly scan: readonly number[];
}

/** The workflows that a push to main starts here. */
export function ourCi(plan: CiPlan, parts: OurParts): readonly Workflow[] {
  const { checkout, setUp, audit } = parts;
  const first = [parts.plan];
  const last = [checkout];
  const ready = (seconds: readonly number[]): readonly number[] =>
    seconds.map((one) => setUp + one);
  /** Of what was recorded of steps, where the pipeline runs them. */
  const run = (seconds: readonly number[]): readonly number[] =>
    ready(seconds.map((one) => parts.start + one));
  const told = (count: number): readonly number[] => Array.from({ length: count }, () => checkout);
  const made = plan.images.map((project) => secondsOf(project, parts));
  const images = run(made);
  const scan = plan.scan.length === 0 ? [] : run([plan.scan.reduce((sum, one) => sum + one, 0)]);
  return [
    [first, run(plan.check), told(plan.coverage), last],
    // One more job makes the same image, without anything from a cache, and one of its own pushes it.
    [
      first,
      images,
      made.map((one) => parts.setUpAnew + parts.start + one),
      made.map(() => parts.setUpAnew),
      last,
    ],
    [first, run(plan.integration), last],
    // It leaves the images to the workflow that builds them; what is found in the workspace itself is told always.
    [first, [...ready([audit]), ...scan], told(plan.scan.length + 1), last],
  ];
}

function secondsOf(project: string, { images }: OurParts): number {
  const seconds = images[project];
  if (seconds === undefined) throw new Error(`the image of ${project} was not measured`);
  return seconds;
}
