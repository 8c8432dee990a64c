import { readFileSync } from 'node:fs';
import { printable } from '@modax/findings';
import { gitAnswer, type Repository } from '../repository.ts';
import { messageComplaint } from './complaint.ts';
import { committedLines } from './parse.ts';

/**
 * Judges the message in a file.
 * @returns the exit code: 0, or 1 when something is wrong with it
 */
export async function commitMessage(
  repository: Repository,
  file: string,
  tell: (text: string) => void,
): Promise<number> {
  const lines = committedLines(readFileSync(file, 'utf8'), await commentCharacter(repository));
  const complaint = messageComplaint('the commit message', lines);
  if (complaint === undefined) return 0;
  tell(`${complaint}your message is kept in ${printable(file)}\n`);
  return 1;
}

/** By this git tells its hooks that the message was given in words, not written in an editor. */
const NO_EDITOR = ':';

/** With what the lines begin that git takes out; nothing when it takes out none. */
async function commentCharacter(repository: Repository): Promise<string | undefined> {
  const cleanup = (await gitAnswer(repository, ['config', 'commit.cleanup']))?.trim();
  const isEdited = repository.environment['GIT_EDITOR'] !== NO_EDITOR;
  const keepsComments = cleanup === 'verbatim' || cleanup === 'whitespace';
  if (keepsComments || (!isEdited && cleanup !== 'strip')) return undefined;
  const configured = (await gitAnswer(repository, ['config', 'core.commentChar']))?.trim();
  return configured === undefined || configured === 'auto' ? '#' : configured;
}
