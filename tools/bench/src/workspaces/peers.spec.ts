import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { cleanEnvironment } from '@modax/command';
import { expect, onTestFinished, test } from 'vitest';
import { program } from '../testing/programs.ts';
import { installPeers } from './peers.ts';

test('what is compared with is installed once, outside of every workspace, and the person is told', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'modax-bench-install-'));
  onTestFinished(() => {
    rmSync(folder, { recursive: true });
  });
  const [programs, calls] = [join(folder, 'programs'), join(folder, 'calls')];
  for (const name of ['npm', 'uv']) {
    const script = `echo "$PWD ${name} $1" >> '${calls}'
[ "$1" = pip ] || exit 0
mkdir -p ../python-peers/bin
for name in tox pre-commit; do : > "../python-peers/bin/$name"; done`;
    program(join(programs, name), script);
  }
  const said: string[] = [];
  const bench = {
    root: '/repository',
    folder,
    variables: process.env,
    signal: new AbortController().signal,
    tell: (text: string) => said.push(text),
  };
  const env = cleanEnvironment({ PATH: [programs, process.env['PATH']].join(delimiter) });
  const install = () => installPeers(bench, { root: join(folder, 'workspace'), env });

  expect(await install()).toEqual({
    moon: join(folder, 'node-peers/node_modules/.bin/moon'),
    tox: join(folder, 'python-peers/bin/tox'),
    preCommit: join(folder, 'python-peers/bin/pre-commit'),
  });
  await install();
  const outside = join(folder, 'node-peers');
  expect(readFileSync(calls, 'utf8').trim().split('\n')).toEqual(
    ['npm install', 'uv venv', 'uv pip'].map((call) => `${outside} ${call}`),
  );
  expect(said).toHaveLength(1);
});
