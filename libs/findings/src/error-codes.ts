import type { ErrorCodeEntry } from './error-code-entry.ts';
import { imageErrorCodes } from './image-error-codes.ts';

/** Every code that a task may fail with. A code, once published, keeps its name and its meaning. */
export const errorCodes = {
  TOOL_MISSING: {
    meaning: 'The tool that the task runs is not installed.',
    remedy: 'Run `npm run setup`: it installs the locked version of every tool.',
    exitCode: 2,
    verdict: false,
  },
  TOOL_NOT_EXECUTABLE: {
    meaning: 'The tool is there, but the system cannot start it.',
    remedy: 'Delete the folder `.venv` and run `npm run setup`, which builds it anew.',
    exitCode: 2,
    verdict: false,
  },
  TOOL_CRASHED: {
    meaning: 'The tool ended with an exit code that means an error of its own.',
    remedy: "Read the tool's own message above; most often its configuration is at fault.",
    exitCode: 1,
    verdict: false,
  },
  TOOL_KILLED: {
    meaning: 'A signal from outside ended the tool, as the system does when memory runs out.',
    remedy:
      'Run the task alone (`--parallel=1`); if it is killed again, give the machine more memory.',
    exitCode: 1,
    verdict: false,
  },
  TOOL_TIMED_OUT: {
    meaning: 'The tool ran longer than its deadline; it and all that it started were ended.',
    remedy:
      'Run the task alone; if the time is honestly needed, raise the option `timeoutSeconds`.',
    exitCode: 1,
    verdict: false,
  },
  TOOL_OUTPUT_TOO_LARGE: {
    meaning: 'The tool printed more than its output limit; it was ended.',
    remedy: 'Look at the first lines of the output above: one cause is usually reported endlessly.',
    exitCode: 1,
    verdict: false,
  },
  TOOL_OUTPUT_UNREADABLE: {
    meaning: "The tool's output is cut off, or is not in the format that this version prints.",
    remedy:
      'Run the task again; if it stays, compare the installed version of the tool with the lock.',
    exitCode: 1,
    verdict: false,
  },
  TOOL_CONTRADICTS_ITSELF: {
    meaning: 'The exit code says that there are findings and the output has none, or the reverse.',
    remedy: "Read the tool's own output above; its findings cannot be trusted until the two agree.",
    exitCode: 1,
    verdict: false,
  },
  TOOL_CANCELLED: {
    meaning: 'The run was interrupted; the tool and all that it started were ended.',
    remedy: 'Run the task again.',
    exitCode: 130,
    verdict: false,
  },
  NO_FILES: {
    meaning: 'The tool found no file to look at, so its silence proves nothing.',
    remedy: "Check the project's source folders and the tool's list of excluded files.",
    exitCode: 1,
    verdict: false,
  },
  NO_TESTS: {
    meaning: 'No test was collected, so nothing was tested.',
    remedy:
      'Add a test, or check that the files are named `test_*.py` and lie in the `tests` folder.',
    exitCode: 1,
    verdict: false,
  },
  TESTS_NOT_COLLECTED: {
    meaning: 'A file with tests cannot be imported, and pytest runs none of those beside it then.',
    remedy:
      'Mend the file that the table above names; `pytest` in its project tells the whole error.',
    exitCode: 1,
    verdict: false,
  },
  COVERAGE_MISSING: {
    meaning: 'The tests ran, but left no coverage report.',
    remedy: "Check the project's coverage configuration; a run without a report never passes.",
    exitCode: 1,
    verdict: false,
  },
  COVERAGE_BELOW_FLOOR: {
    meaning: "The tests cover less than the project's floor.",
    remedy: 'Test the uncovered lines that the report lists; the floor only rises.',
    exitCode: 1,
    verdict: true,
  },
  ERRORS_FOUND: {
    meaning: 'The tool found errors, and an error always fails its gate.',
    remedy: 'Mend each error in the table above.',
    exitCode: 1,
    verdict: true,
  },
  WARNINGS_OVER_BUDGET: {
    meaning: "There are more warnings than the project's committed budget allows.",
    remedy: 'Mend as many warnings as there are too many; the budget only falls.',
    exitCode: 1,
    verdict: true,
  },
  EXCEPTIONS_INVALID: {
    meaning: 'The file of exceptions is not well-formed, or holds an exception that is too broad.',
    remedy: 'Correct the entries that the message names; until then no exception is applied.',
    exitCode: 2,
    verdict: false,
  },
  EXCEPTION_EXPIRED: {
    meaning: 'The last day of an exception has passed.',
    remedy: 'Mend the finding and remove the exception, or have it reviewed and renewed.',
    exitCode: 1,
    verdict: true,
  },
  INTERPRETER_MISSING: {
    meaning: 'The Python version that the task needs is not installed.',
    remedy: 'Run `uv python install` with the version that the message names.',
    exitCode: 2,
    verdict: false,
  },
  ENVIRONMENT_BROKEN: {
    meaning: 'The Python environment does not match the lock, or cannot be used.',
    remedy: 'Delete the folder `.venv` and run `npm run setup`, which builds it anew.',
    exitCode: 2,
    verdict: false,
  },
  INPUTS_CHANGED: {
    meaning: 'What the task looks at was changed while it ran: the result is of neither state.',
    remedy: 'Run it again, and leave the named files alone until it has ended.',
    exitCode: 1,
    verdict: false,
  },
  LOCK_EXPORT_FAILED: {
    meaning: "The project's locked dependencies could not be listed for the audit.",
    remedy: 'Run `uv lock --check`; if the lock is outdated, run `uv lock` and commit it.',
    exitCode: 1,
    verdict: false,
  },
  DATABASE_MISSING: {
    meaning: 'The vulnerability database of the scanner is not there, so nothing was compared.',
    remedy:
      'Run `npm run setup` with access to the network, or point the scanner at a local database.',
    exitCode: 2,
    verdict: false,
  },
  OPTIONS_INVALID: {
    meaning: 'An option of the target is unknown or has a wrong value.',
    remedy:
      "Correct the option that the message names in the project's `project.json` or on the command line.",
    exitCode: 2,
    verdict: false,
  },
  GATE_OVERRIDDEN: {
    meaning: 'A project or `nx.json` states another gate than the one that every project has.',
    remedy:
      'Take it out of `project.json`, `package.json` or `nx.json`; what a project may state is in docs/use/develop-a-layer.md.',
    exitCode: 1,
    verdict: true,
  },
  HISTORY_MISSING: {
    meaning: 'The clone does not hold the commit with which limits are compared.',
    remedy: 'Fetch it: in CI a clone needs at least two commits (`fetch-depth: 2`), better all.',
    exitCode: 2,
    verdict: false,
  },
  LIMIT_LOOSENED: {
    meaning: 'A limit that may only tighten is looser than before.',
    remedy: 'Restore the limit, and mend what it finds.',
    exitCode: 1,
    verdict: true,
  },
  PROJECT_MISPLACED: {
    meaning: 'A manifest lies where it would take files out of the project around it.',
    remedy:
      'Move the project to `apps`, `libs` or `tools`; a test writes such a file into a temporary folder.',
    exitCode: 1,
    verdict: true,
  },
  PROJECT_NAME_TAKEN: {
    meaning: 'Two projects have the same name, which is that of their folders.',
    remedy: 'Rename one of the folders.',
    exitCode: 1,
    verdict: true,
  },
  SOURCE_UNCHECKED: {
    meaning: 'A source file lies in no project that lints, types and tests it.',
    remedy: 'Move it into a project of its language, or make its folder one.',
    exitCode: 1,
    verdict: true,
  },
  SOURCE_UNSEEN: {
    meaning: 'A source file is read by tools, but its content is in no cache key.',
    remedy: 'Let git see the file itself: no ignore rule, no link, no `--assume-unchanged`.',
    exitCode: 1,
    verdict: true,
  },
  TEST_NEVER_RUN: {
    meaning: 'A test file lies where no test run looks for it.',
    remedy: "Move it below its project's `src` and name it `….spec.ts`.",
    exitCode: 1,
    verdict: true,
  },
  NAME_INVALID: {
    meaning:
      'The name of what is to be generated has a form that is not allowed, or is a word of a language.',
    remedy: 'Give a name of small letters, digits and single hyphens, such as `pump-watch`.',
    exitCode: 2,
    verdict: false,
  },
  WORKSPACE_FORM_UNKNOWN: {
    meaning: 'A file that a generator adds to has not the form that it knows.',
    remedy:
      'Bring the place that the message names into the form of the entries around it, or add the entry by hand.',
    exitCode: 2,
    verdict: false,
  },
  LOCK_NOT_WRITTEN: {
    meaning: 'A project was generated, but `uv lock` could not make `uv.lock` know it.',
    remedy:
      'Read what uv said, most often that the package index is out of reach; then run `.modax/uv/bin/uv lock`.',
    exitCode: 2,
    verdict: false,
  },
  PROJECT_INVALID: {
    meaning: "The project's files do not describe a project that the task can work on.",
    remedy: "Correct the project's `pyproject.toml` as the message says.",
    exitCode: 2,
    verdict: false,
  },
  ...imageErrorCodes,
} as const satisfies Record<string, ErrorCodeEntry>;

export type ErrorCode = keyof typeof errorCodes;
