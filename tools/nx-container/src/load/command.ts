import { ANY_EXIT_CODE, type Call } from '../running/execute.ts';

/** In the folder of the run. */
export const ARCHIVE = 'image.tar';

/**
 * Packs an archive: the blobs of `layout` and the files of the run beside them. A plain archive: what is
 * large in it is compressed already.
 */
export function packCall(run: string, layout: string, deadlineMs: number): Call {
  return {
    program: 'tar',
    name: 'pack',
    arguments: [
      '-c',
      '-f',
      ARCHIVE,
      '-C',
      layout,
      'oci-layout',
      'blobs',
      '-C',
      run,
      'index.json',
      'manifest.json',
    ],
    cwd: run,
    exitCodes: [0],
    deadlineMs,
  };
}

export function loadCall(run: string, deadlineMs: number): Call {
  return dockerCall(run, 'load', ['load', '--quiet', `--input=${ARCHIVE}`], deadlineMs);
}

/** What the engine calls the image that has a name. */
export function identityCall(run: string, name: string, deadlineMs: number): Call {
  const words = ['image', 'inspect', '--format={{.Id}}', name];
  return dockerCall(run, 'inspect', words, deadlineMs);
}

/** Takes a name from an image, and leaves the image. */
export function forgetCall(cwd: string, name: string, deadlineMs: number): Call {
  return dockerCall(cwd, 'forget', ['image', 'rm', '--no-prune', name], deadlineMs);
}

function dockerCall(cwd: string, name: string, words: readonly string[], deadlineMs: number): Call {
  return { program: 'docker', name, arguments: words, cwd, exitCodes: ANY_EXIT_CODE, deadlineMs };
}
