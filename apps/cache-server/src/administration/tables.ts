import { renderTable } from '@modax/findings';
import type { TokenRecord } from '../access/token.ts';
import type { Holdings } from './entries.ts';
import { scopesOf, stateOf } from './tokens.ts';

/** What is shown of a token. */
export interface ShownToken {
  readonly id: string;
  readonly name: string;
  readonly scopes: string;
  readonly state: string;
}

export function shownTokens(tokens: readonly TokenRecord[], now: number): readonly ShownToken[] {
  return tokens.map((token) => ({
    id: token.id,
    name: token.name,
    scopes: scopesOf(token.permissions),
    state: stateOf(token, now),
  }));
}

export function tokensTable(tokens: readonly ShownToken[]): string {
  if (tokens.length === 0) return 'there are no tokens\n';
  const table = renderTable(
    [
      { header: 'id', text: ({ id }) => id },
      { header: 'what it may do', text: ({ scopes }) => scopes },
      { header: 'state', text: ({ state }) => state },
      { header: 'for', text: ({ name }) => name },
    ],
    tokens,
    { colour: false },
  );
  return `${table}\n`;
}

const MIB = 1024 ** 2;

export function holdingsTable(holdings: readonly Holdings[]): string {
  const table = renderTable(
    [
      { header: 'scope', text: ({ scope }) => scope },
      { header: 'entries', align: 'right', text: ({ entries }) => String(entries) },
      { header: 'MiB', align: 'right', text: ({ bytes }) => (bytes / MIB).toFixed(1) },
    ],
    holdings,
    { colour: false },
  );
  return `${table}\n`;
}
