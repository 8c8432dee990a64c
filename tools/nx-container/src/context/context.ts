import { isProblem, toolProblem, type ToolProblem } from '@modax/findings';
import type { ImagePackage } from '../image/image-record.ts';
import type { ImageProject } from '../project/image-project.ts';
import { type Call, execute, type Surroundings } from '../running/execute.ts';

/** A platform that images are built for, as Docker names it. */
export type Platform = 'linux/amd64' | 'linux/arm64';

/** What of an image decides its context, and where that is laid out; folders are absolute. */
export interface ContextPlan {
  readonly workspaceRoot: string;
  /** Of the project's images, in which dependencies stay from one run to the next. */
  readonly folder: string;
  /** Of this run. */
  readonly run: string;
  readonly project: ImageProject;
  readonly platform: Platform;
  /** Major and minor, as `.python-version` has it; empty where there is no Python in the image. */
  readonly pythonVersion: string;
  /** Seconds since the epoch: when the sources were committed. */
  readonly committedAt: number;
}

/** The two folders that an image is made of, absolute, and what is in them. */
export interface ImageContext {
  /** Third parties' packages: the same folder while the lock wants the same. */
  readonly dependencies: string;
  /** The project and the libraries below it. */
  readonly packages: string;
  readonly installed: readonly ImagePackage[];
}

/** How what an image is made of is laid out in one language. Each tells why it could not. */
export interface Layout {
  /** Third parties' packages, into a folder that stays while the lock wants the same; which one. */
  readonly dependencies: (
    plan: ContextPlan,
    surroundings: Surroundings,
  ) => Promise<string | ToolProblem>;
  /** The project and the libraries below it, into the folder `packages`. */
  readonly packages: (
    plan: ContextPlan,
    packages: string,
    surroundings: Surroundings,
  ) => Promise<ToolProblem | undefined>;
  /** What lies in both. */
  readonly installed: (
    plan: ContextPlan,
    folders: Pick<ImageContext, 'dependencies' | 'packages'>,
  ) => Promise<readonly ImagePackage[]>;
}

type ContextProblem = 'LOCK_EXPORT_FAILED' | 'PACKAGE_BUILD_FAILED' | 'DEPENDENCIES_UNAVAILABLE';

/** Makes the calls side by side; the first that failed, with the code that says what it was for. */
export async function done(
  calls: readonly Call[],
  code: ContextProblem,
  surroundings: Surroundings,
): Promise<ToolProblem | undefined> {
  const outputs = await Promise.all(calls.map((call) => execute(call, surroundings)));
  const failed = outputs.find(isProblem);
  return failed?.code === 'TOOL_CRASHED' ? toolProblem(code, failed.message) : failed;
}
