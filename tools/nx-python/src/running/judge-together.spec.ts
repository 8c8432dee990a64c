import type { Finding } from '@modax/findings';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { contextOf } from '../executors/testing/tool-run.ts';
import { share } from './judge-together.ts';

const requests = { name: 'requests', version: '2.19.0' };
const pump = contextOf({ projectRoot: 'apps/pump', lockedPackages: [requests] });
// Its folder begins like that of the other.
const pumpHouse = contextOf({ projectRoot: 'apps/pump-house' });
const projects = [pump, pumpHouse];

const finding = (differences: Partial<Finding>): Finding => ({
  tool: 'flake8',
  rule: 'E501',
  severity: 'warning',
  message: 'line too long',
  ...differences,
});
const at = (path: string) => finding({ location: { path } });

test('a finding goes to the project in whose folder it lies', () => {
  const own = at('apps/pump/src/a.py');
  const others = at('apps/pump-house/src/a.py');
  const shares = share({ findings: [own, others] }, projects);
  expect(shares.get(pump)?.findings).toEqual([own]);
  expect(shares.get(pumpHouse)?.findings).toEqual([others]);
});

test('one about a package goes to every project that depends on it', () => {
  const advisory = finding({ package: requests, location: { path: 'uv.lock' } });
  const shares = share({ findings: [advisory] }, projects);
  expect(shares.get(pump)?.findings).toEqual([advisory]);
  expect(shares.get(pumpHouse)?.findings).toEqual([]);
});

test('one about nothing in particular goes to all', () => {
  const note = finding({ severity: 'note' });
  const shares = share({ findings: [note] }, projects);
  expect([...shares.values()].map(({ findings }) => findings)).toEqual([[note], [note]]);
});

test.each([
  at('apps/valve/src/a.py'),
  at('pyproject.toml'),
  finding({ package: { name: 'jinja2', version: '1.0' }, location: { path: 'uv.lock' } }),
])('one that is nobody’s: every project is judged alone', (stray) => {
  expect(share({ findings: [at('apps/pump/src/a.py'), stray] }, projects).size).toBe(0);
});

test('a project of which the tool saw no file is judged alone', () => {
  const shares = share({ findings: [], files: ['apps/pump/src/a.py'] }, projects);
  expect([...shares.keys()]).toEqual([pump]);
});

test('no finding is lost, whatever is found where', () => {
  const anyFinding = fc
    .constantFrom('apps/pump/a.py', 'apps/pump-house/b.py', 'apps/pump', 'libs/c.py', undefined)
    .map((path) => (path === undefined ? finding({}) : at(path)));
  fc.assert(
    fc.property(fc.array(anyFinding), (findings) => {
      const shares = share({ findings }, projects);
      if (shares.size === 0) return;
      const shared = new Set([...shares.values()].flatMap((verdict) => verdict.findings));
      expect(shared).toEqual(new Set(findings));
    }),
  );
});
