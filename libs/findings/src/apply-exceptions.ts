import { posix } from 'node:path';
import type { Exception } from './exception.ts';
import type { Finding } from './finding.ts';

/** The run whose findings are judged: one tool on one project. */
export interface ExceptionScope {
  readonly tool: string;
  /** The project's folder relative to the workspace root; `.` for the root itself. */
  readonly projectRoot: string;
  /**
   * Names of the packages that the run looked at. An exception about a package not among them belongs to
   * another project and is not called unused here. None when the run looks at no packages.
   */
  readonly packages?: readonly string[];
}

export interface SuppressedFinding {
  readonly finding: Finding;
  readonly exception: Exception;
}

/** `active` and `suppressed` together hold every finding exactly once, in the given order. */
export interface AppliedExceptions {
  readonly active: readonly Finding[];
  readonly suppressed: readonly SuppressedFinding[];
  /** Exceptions of this run whose last day has passed, whether or not they would have matched. */
  readonly expired: readonly Exception[];
  /** Exceptions of this run that hold and matched nothing. */
  readonly unused: readonly Exception[];
}

/** Sorts findings by the exceptions that hold on `today`, a `YYYY-MM-DD` in UTC. */
export function applyExceptions(
  findings: readonly Finding[],
  exceptions: readonly Exception[],
  today: string,
  scope: ExceptionScope,
): AppliedExceptions {
  const ofTool = exceptions.filter(({ tool }) => tool === scope.tool);
  const holding = ofTool.filter(({ expires }) => expires >= today);

  const active: Finding[] = [];
  const suppressed: SuppressedFinding[] = [];
  const used = new Set<Exception>();
  for (const finding of findings) {
    const matching = holding.filter((exception) => matches(exception, finding));
    const [exception] = matching;
    if (exception === undefined) active.push(finding);
    else suppressed.push({ finding, exception });
    for (const match of matching) used.add(match);
  }

  return {
    active,
    suppressed,
    expired: ofTool.filter(
      (exception) =>
        exception.expires < today &&
        (exception.path === undefined ||
          liesIn(exception.path, scope.projectRoot) ||
          findings.some((finding) => matches(exception, finding))),
    ),
    unused: holding.filter((exception) => !used.has(exception) && concerns(exception, scope)),
  };
}

/**
 * What an exceptions file itself does to a run, as findings on that file: an expired exception is an
 * error, an unused one a note that never gates. They are not subject to exceptions.
 */
export function exceptionFindings(
  { expired, unused }: Pick<AppliedExceptions, 'expired' | 'unused'>,
  { tool }: Pick<ExceptionScope, 'tool'>,
  file: string,
): Finding[] {
  return [
    ...expired.map((exception): Finding => ({
      tool,
      rule: 'exception-expired',
      severity: 'error',
      message: `The exception for ${subject(exception)} expired after ${exception.expires}; ${exception.owner} mends the finding or has the exception renewed.`,
      location: { path: file },
    })),
    ...unused.map((exception): Finding => ({
      tool,
      rule: 'exception-unused',
      severity: 'note',
      message: `The exception for ${subject(exception)} matches nothing; ${exception.owner} can remove it.`,
      location: { path: file },
    })),
  ];
}

function subject({ tool, rule, path, package: name }: Exception): string {
  return path === undefined
    ? `${tool} ${rule} about the package ${name}`
    : `${tool} ${rule} in ${path}`;
}

function matches(
  exception: Exception,
  { tool, rule, location, package: subject }: Finding,
): boolean {
  if (exception.tool !== tool || exception.rule !== rule) return false;
  if (exception.path === undefined) {
    return subject !== undefined && samePackage(exception.package, subject.name);
  }
  return location !== undefined && matchesPath(exception.path, location.path);
}

/** A path that is written out matches itself, whatever characters are in it. */
function matchesPath(pattern: string, path: string): boolean {
  return pattern === path || posix.matchesGlob(path, pattern);
}

/** Whether only this run can say that nothing needs an exception: one about an image is none of the project's own scan. */
function concerns(exception: Exception, { projectRoot, packages = [] }: ExceptionScope): boolean {
  if (exception.path === undefined) {
    return packages.some((name) => samePackage(exception.package, name));
  }
  const { path } = exception;
  return liesIn(path, projectRoot) && OF_IMAGE.test(path) === OF_IMAGE.test(`${projectRoot}/`);
}

/** What the scan of an image finds things in: its files, and the Dockerfile, in which others find the same. */
const OF_IMAGE = /^[^/]+\/[^/]+\/(?:image\/|Dockerfile$)/;

/** The folder in which the files of a project's image lie for findings and exceptions; the workspace has none there. */
export function imageFiles(projectRoot: string): string {
  return `${projectRoot}/image`;
}

function liesIn(path: string, root: string): boolean {
  return root === '.' || path === root || path.startsWith(`${root}/`);
}

/** Python writes one package's name in several ways (PEP 503); a rule id tells the rest apart. */
function samePackage(one: string, other: string): boolean {
  return normalized(one) === normalized(other);
}

function normalized(name: string): string {
  return name.toLowerCase().replace(/[-_.]+/g, '-');
}
