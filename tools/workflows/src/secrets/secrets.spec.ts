import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { SampleRepository } from '../testing/sample-repository.ts';
import { stubTrivy } from '../testing/stub-trivy.ts';
import { scanSecrets, type Trivy } from './secrets.ts';

let repository: SampleRepository;
let folder: string;
beforeEach(() => {
  repository = new SampleRepository();
  folder = repository.root;
  return () => {
    rmSync(folder, { recursive: true });
  };
});

/** Stands in for Trivy, with rules for secrets. */
function trivy(said: string, code: number, log?: string): Trivy {
  const configuration = join(folder, 'secret.yaml');
  writeFileSync(configuration, '');
  return { program: stubTrivy(folder, said, code, log), configuration };
}

function report(kind: string): string {
  return join(folder, 'reports/workspace', `scan-secrets.${kind}`);
}

const ROW = { RuleID: 'github-pat', Title: 'Token', Severity: 'CRITICAL', StartLine: 3 };
const FOUND = JSON.stringify({
  SchemaVersion: 2,
  Trivy: { Version: '0.76.0' },
  Results: [{ Target: 'docs/page.md', Secrets: [{ ...ROW, Match: 'hunter2' }] }],
});
const NOTHING = JSON.stringify({ SchemaVersion: 2 });

describe('The look for secrets', () => {
  it('fails for one, and leaves its kind and its place, and never its text', async () => {
    const write = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
    expect(await scanSecrets(folder, trivy(FOUND, 1))).toBe(1);
    const said = write.mock.calls.flat().join('');
    write.mockRestore();
    expect(said).toContain('docs/page.md');
    expect(JSON.parse(readFileSync(report('sarif'), 'utf8'))).toMatchObject({
      runs: [
        {
          tool: { driver: { name: 'trivy', version: '0.76.0' } },
          results: [
            {
              ruleId: 'github-pat',
              locations: [
                {
                  physicalLocation: {
                    artifactLocation: { uri: 'docs/page.md' },
                    region: { startLine: 3 },
                  },
                },
              ],
            },
          ],
        },
      ],
    });
    for (const text of [
      said,
      ...['sarif', 'json', 'txt'].map((kind) => readFileSync(report(kind), 'utf8')),
    ]) {
      expect(text).not.toContain('hunter2');
    }
  });

  it('passes where there is none, looks everywhere that git does, and says so', async () => {
    expect(await scanSecrets(folder, trivy(NOTHING, 0))).toBe(0);
    expect(JSON.parse(readFileSync(report('sarif'), 'utf8'))).toMatchObject({
      runs: [{ results: [] }],
    });
    expect(readFileSync(join(folder, 'asked'), 'utf8')).toBe(
      `filesystem --scanners=secret --secret-config=${folder}/secret.yaml --exit-code=1 --no-progress ` +
        '--skip-version-check --disable-telemetry --format=json --skip-dirs=**/node_modules --skip-dirs=**/coverage --skip-dirs=**/dist --skip-dirs=.git --skip-dirs=.modax ' +
        `--skip-dirs=.nx --skip-dirs=.venv --skip-dirs=.venvs --skip-dirs=reports --skip-files=.env ${folder}\n`,
    );
  });

  it.each([
    [FOUND, 0],
    [NOTHING, 1],
  ])('fails when either Trivy or its report says so', async (said, code) => {
    expect(await scanSecrets(folder, trivy(said, code))).toBe(1);
    expect(existsSync(report('sarif'))).toBe(true);
  });

  it.each(['', 'Welcome!'])('fails for a report that is %j, and leaves none', async (said) => {
    mkdirSync(join(folder, 'reports/workspace'), { recursive: true });
    writeFileSync(report('sarif'), 'of an earlier run');
    await expect(scanSecrets(folder, trivy(said, 1))).rejects.toThrow('ended with 1');
    expect(existsSync(report('sarif'))).toBe(false);
  });

  it('fails for a file that could not be looked at', async () => {
    const log =
      '2026-11-27T22:25:00Z\tERROR\t[secret] Failed to read docs/page.md\terr="hunter2"\n';
    const looking = scanSecrets(folder, trivy(NOTHING, 0, log));
    await expect(looking).rejects.toThrow(/\[secret\] Failed to read docs\/page\.md$/);
    expect(existsSync(report('sarif'))).toBe(false);
  });

  it('does not mind a lock that Trivy cannot read, which may hold one too', async () => {
    const log = '2026-11-27T22:25:00Z\tWARN\t[uv] Failed to parse uv.lock\terr="found hunter2"\n';
    expect(await scanSecrets(folder, trivy(FOUND, 1, log))).toBe(1);
    const looking = scanSecrets(folder, trivy('', 1, log));
    await expect(looking).rejects.toThrow(/Failed to parse uv\.lock$/);
  });

  it.each(['.env', 'docs/dist/page.md', 'reports/page.md', 'dev/page.md'])(
    'fails for a file that git knows where nothing is looked for: %s',
    async (file) => {
      repository.write(file, 'password');
      expect(await scanSecrets(folder, trivy(NOTHING, 0))).toBe(0);
      repository.add(file, 'password');
      await expect(scanSecrets(folder, trivy(NOTHING, 0))).rejects.toThrow(`git knows ${file}`);
    },
  );

  it('fails for one that was ended before its time', async () => {
    await expect(scanSecrets(folder, trivy(NOTHING, 3))).rejects.toThrow('it ended with 3');
  });

  it('fails without its rules, and without Trivy', async () => {
    const there = trivy(NOTHING, 0);
    const nothing = join(folder, 'nothing');
    await expect(scanSecrets(folder, { ...there, configuration: nothing })).rejects.toThrow(
      nothing,
    );
    await expect(scanSecrets(folder, { ...there, program: nothing })).rejects.toThrow('ENOENT');
  });
});
