/** The last lines of what a tool said, for a message: enough to recognise the cause. */
export function lastLines(output: { readonly stdout: string; readonly stderr: string }): string {
  const said = output.stderr.trim() === '' ? output.stdout : output.stderr;
  return said.trim().split('\n').slice(-12).join('\n');
}
