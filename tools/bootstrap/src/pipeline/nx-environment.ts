/**
 * The settings of Nx that a person or CI may make: each says where results are kept or that none is to be
 * taken from there. All others of its hundred variables could change what is looked at, what runs, or
 * where its record lies, and are left out. `NX_BASE` is the ratchet's and never Nx's.
 */
const KEPT: ReadonlySet<string> = new Set([
  'NX_REJECT_UNKNOWN_LOCAL_CACHE',
  'NX_SELF_HOSTED_REMOTE_CACHE_ACCESS_TOKEN',
  'NX_SELF_HOSTED_REMOTE_CACHE_SERVER',
  'NX_SKIP_NX_CACHE',
  'NX_SKIP_REMOTE_CACHE',
]);

/** And with GitHub's own a task could say that it is the job in which it runs. */
const TAKEN_OUT = /^(?:NX|ACTIONS)_/;

/** The environment in which the pipeline runs Nx, made from that of the session. */
export function nxEnvironment(
  environment: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const kept = Object.entries(environment).filter(
    ([name]) => KEPT.has(name) || !TAKEN_OUT.test(name),
  );
  return {
    ...Object.fromEntries(kept),
    // A daemon survives the command and its Ctrl-C, and answers from what it has seen.
    NX_DAEMON: 'false',
    // A process per plugin costs more than the plugins do.
    NX_ISOLATE_PLUGINS: 'false',
    // What only lies about in a checkout must not decide what a task does.
    NX_LOAD_DOT_ENV_FILES: 'false',
    NX_TUI: 'false',
    // Folds would stand around output that is printed again here.
    NX_SKIP_LOG_GROUPING: 'true',
  };
}
