/**
 * Every reason for which a command cannot start; each has its entry in docs/troubleshoot/set-up.md.
 * @typedef {typeof PROBLEM_CODES[number]} ProblemCode
 */
export const PROBLEM_CODES = /** @type {const} */ ([
  'DURATIONS_INVALID',
  'GIT_MISSING',
  'LOCK_HELD',
  'LOCK_OUTDATED',
  'NETWORK_UNREACHABLE',
  'NODE_24_MISSING',
  'NODE_TOO_OLD',
  'NOT_A_CHECKOUT',
  'NPM_CI_FAILED',
  'NPM_MISSING',
  'PIP_MISSING',
  'PYTHON_3_11_MISSING',
  'PYTHON_MISSING',
  'PYTHON_TOO_OLD',
  'UV_FAILED',
  'UV_SYNC_FAILED',
  'WRONG_USE',
]);

/** What stops a command before it could judge anything: what happened, and what to do about it. */
export class Problem extends Error {
  /**
   * @param {ProblemCode} code stable, documented
   * @param {string} message what happened, and where
   * @param {string} remedy what to do next
   * @param {string} [details] what a program said about it, shown below
   */
  constructor(code, message, remedy, details = '') {
    super(message);
    this.name = 'Problem';
    this.code = code;
    this.remedy = remedy;
    this.details = details;
  }
}

/** Thrown when the person or the system asked to stop. */
export class Interrupted extends Error {
  constructor() {
    super('interrupted');
    this.name = 'Interrupted';
  }
}

export const EXIT = /** @type {const} */ ({
  /** Everything that was asked for is green. */
  green: 0,
  /** A gate failed. */
  failed: 1,
  /** Wrong use, or something the machine lacks. */
  unable: 2,
  /** Ctrl-C, or an orderly shutdown. */
  interrupted: 130,
});

/**
 * The lines that tell a person why a command ended early, and its exit code. An error that nobody foresaw
 * is thrown again: its stack is what a developer needs.
 * @param {unknown} error
 * @returns {{ text: string, exitCode: number }}
 */
export function explain(error) {
  if (error instanceof Interrupted) {
    return {
      text: 'interrupted; run the command again to go on\n',
      exitCode: EXIT.interrupted,
    };
  }
  if (!(error instanceof Problem)) throw error;
  const details = lastLines(error.details);
  return {
    text:
      `${error.code}: ${printable(error.message)}\n` +
      `  ${printable(error.remedy)}\n` +
      (details === '' ? '' : `  It said:\n${details}`),
    exitCode: EXIT.unable,
  };
}

const SHOWN_LINES = 12;

/** @param {string} text */
function lastLines(text) {
  return text
    .split('\n')
    .map((line) => printable(line).trimEnd())
    .filter((line) => line !== '')
    .slice(-SHOWN_LINES)
    .map((line) => `    ${line}\n`)
    .join('');
}

/**
 * One line of foreign text, safe for a terminal: no colours, no cursor movements, no reversed writing.
 * @param {string} text
 */
export function printable(text) {
  return text
    .replaceAll(/\u001b\[[0-9;?]*[ -/]*[@-~]/g, '')
    .replaceAll(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g, '');
}
