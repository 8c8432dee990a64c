import { errorCodes } from './error-codes.ts';

const EXIT_CODES = {
  1: 'a gate failed',
  2: 'wrong use, or something that is needed is missing',
  130: 'interrupted',
} as const;

/** The page docs/troubleshoot/error-codes.md, made from the registry of codes. */
export function renderErrorPage(): string {
  const entries = Object.entries(errorCodes).sort(([one], [other]) => (one < other ? -1 : 1));
  const sections = entries.map(
    ([code, { meaning, remedy, exitCode }]) =>
      `## ${code}\n\n${meaning}\n\n**What to do:** ${remedy}\n\n**Exit code:** ${exitCode}, ${EXIT_CODES[exitCode]}.\n`,
  );
  return `${INTRODUCTION}\n${sections.join('\n')}`;
}

const INTRODUCTION = `# Error codes

A task that cannot pass says why with one of these codes. A code keeps its name and its meaning.

A task itself only passes or fails. \`npm run pipeline\` exits with 0 when everything passed, with 1 when a
gate failed, with 2 on wrong use or when something that is needed is missing, and with 130 when it was
interrupted.

This page is made from \`libs/findings/src/error-codes.ts\`; \`vitest run --update\` in \`libs/findings\`
writes it anew.
`;
