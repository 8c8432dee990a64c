type Variables = Readonly<Record<string, string | undefined>>;

/**
 * The environment of a program: `base` with `additions` laid over it. A variable that is undefined in
 * `additions` is taken out; nothing undefined is left.
 */
export function cleanEnvironment(
  base: NodeJS.ProcessEnv,
  additions: Variables = {},
): Record<string, string> {
  const merged: Variables = { ...base, ...additions };
  const environment: Record<string, string> = {};
  for (const [name, value] of Object.entries(merged)) {
    if (value !== undefined) environment[name] = value;
  }
  return environment;
}
