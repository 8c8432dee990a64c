/** One ref that a push changes on the remote. */
export interface Update {
  readonly localRef: string;
  readonly localId: string;
  readonly remoteRef: string;
  /** The commit that the remote has; nothing for a new ref. */
  readonly remoteId?: string;
}

/**
 * What git tells the hook: a line for each ref with its local name and id and its remote name and id.
 * Deletions are left out: they bring nothing that could be tested.
 * @throws Error for a line that is none of git's
 */
export function parseUpdates(text: string): readonly Update[] {
  const lines = text.split('\n').filter((line) => line !== '');
  return lines.map(parseUpdate).filter(({ localId }) => !isNothing(localId));
}

function parseUpdate(line: string): Update {
  // No ref has a space in its name, but `git push origin HEAD^{/a message}:x` names its source so.
  const groups =
    /^(?<localRef>.*) (?<localId>[0-9a-f]{40,64}) (?<remoteRef>\S+) (?<remoteId>[0-9a-f]{40,64})$/.exec(
      line,
    )?.groups;
  if (groups === undefined) throw new Error(`not a line of git's about a ref: ${line}`);
  const { localRef = '', localId = '', remoteRef = '', remoteId = '' } = groups;
  return { localRef, localId, remoteRef, ...(isNothing(remoteId) ? {} : { remoteId }) };
}

function isNothing(id: string): boolean {
  return /^0+$/.test(id);
}
