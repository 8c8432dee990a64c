import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { bareCheckout, start, type BareCheckout } from '../testing/checkouts.ts';
import { writeFiles, writeProgram } from '../testing/folders.ts';
import { processesWith, until } from '../testing/processes.ts';

const STAMP = 'node_modules/.modax-installed';

function npmCalls({ root }: BareCheckout): readonly string[] {
  const file = join(root, 'npm-calls');
  return existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : [];
}

function asOldNode(version: string): readonly string[] {
  const script = `Object.defineProperty(process.versions, 'node', { value: '${version}' })`;
  return ['--import', `data:text/javascript,${encodeURIComponent(script)}`];
}

describe('The first command in a fresh clone', () => {
  it('installs the locked packages without their scripts, then hands over', async () => {
    const checkout = bareCheckout();
    const { code, stdout } = await start(checkout, ['pipeline', '0', '--all']).ended;
    expect(code).toBe(0);
    expect(npmCalls(checkout)).toEqual([
      'ci --ignore-scripts --include=dev --include=optional --no-audit --no-fund --loglevel=error',
    ]);
    expect(JSON.parse(stdout)).toMatchObject({
      words: ['pipeline', '0', '--all'],
      path: expect.stringMatching(`^${checkout.root}/node_modules/.bin:`) as string,
    });
  });

  it('ends with the exit code of the command', async () => {
    expect((await start(bareCheckout(), ['test', '7']).ended).code).toBe(7);
  });

  it('installs nothing the second time', async () => {
    const checkout = bareCheckout();
    await start(checkout, ['setup']).ended;
    await start(checkout, ['setup']).ended;
    expect(npmCalls(checkout)).toHaveLength(1);
  });

  it.each(['package.json', 'package-lock.json', 'libs/one/package.json'])(
    'installs again after a change of %s',
    async (file) => {
      const checkout = bareCheckout();
      await start(checkout, ['setup']).ended;
      const text = readFileSync(join(checkout.root, file), 'utf8');
      writeFiles(checkout.root, { [file]: `${text}\n` });
      await start(checkout, ['setup']).ended;
      await start(checkout, ['setup']).ended;
      expect(npmCalls(checkout)).toHaveLength(2);
    },
  );
});

describe('An interrupted installation', () => {
  it('leaves nothing running and no stamp, and the next command repairs it', async () => {
    const checkout = bareCheckout();
    writeFiles(checkout.root, { 'npm-waits': '' });
    const { child, ended } = start(checkout, ['setup']);
    await until(() => existsSync(join(checkout.root, 'npm-works')), 'npm is at work');
    child.kill('SIGINT');
    expect(await ended).toMatchObject({
      code: 130,
      stderr: 'interrupted; run the command again to go on\n',
    });
    expect(processesWith(checkout.programs)).toEqual([]);
    expect(existsSync(join(checkout.root, STAMP))).toBe(false);

    rmSync(join(checkout.root, 'npm-waits'));
    expect((await start(checkout, ['setup']).ended).code).toBe(0);
    expect(npmCalls(checkout)).toHaveLength(2);
  });

  it('is repaired after a kill that nothing could answer to', async () => {
    const checkout = bareCheckout();
    await start(checkout, ['setup']).ended;
    rmSync(join(checkout.root, 'npm-works'));
    writeFiles(checkout.root, { 'npm-waits': '', 'package-lock.json': '{"changed":true}' });
    const { child, ended } = start(checkout, ['setup']);
    await until(() => existsSync(join(checkout.root, 'npm-works')), 'npm is at work');
    child.kill('SIGKILL');
    await ended;
    rmSync(join(checkout.root, 'npm-waits'));
    expect((await start(checkout, ['setup']).ended).code).toBe(0);
    expect(npmCalls(checkout)).toHaveLength(3);
  });
});

describe('An installation that is no longer whole', () => {
  it.each(['one', 'one/package.json', '.bin/one'])('is done again without %s', async (path) => {
    const checkout = bareCheckout();
    await start(checkout, ['setup']).ended;
    rmSync(join(checkout.root, 'node_modules', path), { recursive: true });
    await start(checkout, ['setup']).ended;
    await start(checkout, ['setup']).ended;
    expect(npmCalls(checkout)).toHaveLength(2);
  });

  it('may have gained what tools keep in it', async () => {
    const checkout = bareCheckout();
    await start(checkout, ['setup']).ended;
    writeFiles(checkout.root, { 'node_modules/.cache/one': '' });
    await start(checkout, ['setup']).ended;
    expect(npmCalls(checkout)).toHaveLength(1);
  });
});

describe('A lock that is not that of the manifests', () => {
  const lock = { packages: { '': { devDependencies: { a: '1' } }, 'libs/one': {} } };
  const manifest = { name: 'sample', type: 'module', workspaces: ['libs/one'] };

  it('is refused before npm is asked', async () => {
    const checkout = bareCheckout();
    writeFiles(checkout.root, {
      'package-lock.json': JSON.stringify(lock),
      'package.json': JSON.stringify({ ...manifest, devDependencies: { a: '1' } }),
      'libs/one/package.json': '{"dependencies":{"b":"2"}}',
    });
    expect(await start(checkout, ['setup']).ended).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(
        /^LOCK_OUTDATED: package-lock\.json [^]*libs\/one\/package\.json: dependencies\n$/,
      ) as string,
    });
    expect(npmCalls(checkout)).toEqual([]);
    writeFiles(checkout.root, { 'libs/one/package.json': '{}' });
    expect((await start(checkout, ['setup']).ended).code).toBe(0);
  });

  it('is refused when npm says so', async () => {
    const checkout = bareCheckout();
    const said =
      '`npm ci` can only install packages when your package.json and package-lock.json are in sync.';
    writeFiles(checkout.root, { 'npm-fails': said });
    expect(await start(checkout, ['setup']).ended).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/^LOCK_OUTDATED: /) as string,
    });
  });
});

describe('A command that is asked to stop', () => {
  it.each(['SIGINT', 'SIGTERM'] as const)('hands %s on and waits for the end', async (signal) => {
    const checkout = bareCheckout();
    const { child, ended } = start(checkout, ['wait']);
    await until(() => existsSync(join(checkout.root, 'waiting')), 'the command is at work');
    child.kill(signal);
    expect((await ended).code).toBe(130);
    expect(processesWith(join(checkout.root, 'tools'))).toEqual([]);
  });
});

describe('A machine that lacks something', () => {
  it('is told that its Node is too old', async () => {
    const run = start(bareCheckout(), ['setup'], { nodeOptions: asOldNode('18.19.0') });
    expect(await run.ended).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(
        /^NODE_TOO_OLD: Node 18\.19\.0 .*\n {2}Install Node 24/,
      ) as string,
    });
  });

  it('is told when npm has no Node 24 for it', async () => {
    const run = start(bareCheckout(), ['setup'], { nodeOptions: asOldNode('20.20.2') });
    expect(await run.ended).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/^NODE_24_MISSING: this machine runs Node 20\.20\.2/) as string,
    });
  });

  it('uses its own Node where the locked one cannot be started', async () => {
    const checkout = bareCheckout();
    await start(checkout, ['setup']).ended;
    const folder = `node_modules/node-${process.platform}-${process.arch}`;
    writeFiles(checkout.root, { [`${folder}/package.json`]: '{"version":"24.0.0"}' });
    writeProgram(join(checkout.root, folder, 'bin'), 'node', 'exit 7');
    expect((await start(checkout, ['setup']).ended).code).toBe(7);
    writeFiles(checkout.root, { [`${folder}/bin/node`]: '#!/nowhere/loader\n' });
    expect((await start(checkout, ['setup']).ended).code).toBe(0);
  });

  it('is told that it has no git', async () => {
    const checkout = bareCheckout();
    writeProgram(checkout.programs, 'git', 'exit 127');
    expect(await start(checkout, ['setup']).ended).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/^GIT_MISSING: .*\n {2}Install git/) as string,
    });
  });

  it('is told that the checkout is not whole', async () => {
    const checkout = bareCheckout();
    rmSync(join(checkout.root, 'package-lock.json'));
    expect(await start(checkout, ['setup']).ended).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/^NOT_A_CHECKOUT: /) as string,
    });
  });

  it('is told that the registry cannot be reached, and what npm said', async () => {
    const checkout = bareCheckout();
    writeFiles(checkout.root, { 'npm-fails': 'npm error code ENOTFOUND\n' });
    expect(await start(checkout, ['setup']).ended).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/^NETWORK_UNREACHABLE: [^]*npm error code ENOTFOUND/) as string,
    });
    expect(existsSync(join(checkout.root, STAMP))).toBe(false);
  });

  it('is told what npm could not do', async () => {
    const checkout = bareCheckout();
    writeFiles(checkout.root, { 'npm-fails': 'npm error code EUSAGE\n' });
    expect(await start(checkout, ['setup']).ended).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/^NPM_CI_FAILED: [^]*EUSAGE/) as string,
    });
  });
});
