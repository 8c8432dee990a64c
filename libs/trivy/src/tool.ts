/** Who Trivy is, in reports and wherever tools are told apart. */
export const TRIVY = { name: 'trivy', informationUri: 'https://trivy.dev' } as const;

/** Trivy as the tool of a report, with the version that it says of itself; a scan that did not come so far has none. */
export function trivyTool(version: string | undefined) {
  return { ...TRIVY, version: version ?? 'unknown' };
}
