import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseJson, recordOf, textOf } from '@modax/findings';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Refusal, ToolCall, ToolContext } from '../running/tool.ts';
import { bandit } from './bandit/tool.ts';
import { black } from './black/tool.ts';
import { flake8 } from './flake8/tool.ts';
import { mypy } from './mypy/tool.ts';
import { pytest } from './pytest/tool.ts';
import { safety } from './safety/tool.ts';
import { contextOf } from './testing/tool-run.ts';
import { trivy } from './trivy/tool.ts';

/* What holds for every tool, whatever it is and whatever the project. */

const limits = { timeoutSeconds: 300 };

const tools = {
  flake8: { tool: flake8, calls: (context: ToolContext) => flake8.calls(limits, context) },
  black: {
    tool: black,
    calls: (context: ToolContext) => black.calls({ ...limits, check: true }, context),
  },
  mypy: { tool: mypy, calls: (context: ToolContext) => mypy.calls(limits, context) },
  pytest: { tool: pytest, calls: (context: ToolContext) => pytest.calls(limits, context) },
  bandit: { tool: bandit, calls: (context: ToolContext) => bandit.calls(limits, context) },
  safety: { tool: safety, calls: (context: ToolContext) => safety.calls(limits, context) },
  trivy: { tool: trivy, calls: (context: ToolContext) => trivy.calls(limits, context) },
};

const everyTool = Object.entries(tools);

/** Projects with and without sources, tests, packages and databases. */
const anyContext = fc
  .record({
    pythonFolders: fc.constantFrom(['src', 'tests'], ['src'], ['.']),
    lockedPackages: fc.array(fc.record({ name: fc.string(), version: fc.string() })),
    resources: fc.constantFrom<Readonly<Record<string, string>>>({}, { database: '/database' }),
  })
  .map(contextOf);

function started(decided: readonly ToolCall[] | Refusal): readonly ToolCall[] {
  return 'problems' in decided ? [] : decided;
}

describe.each(everyTool)('%s', (name, { tool, calls }) => {
  test('has its own name, and a page that explains it', () => {
    expect(tool.name).toBe(name);
    expect(tool.informationUri).toMatch(/^https:\/\//);
  });

  test('is started, or has nothing to look at and says so', () => {
    fc.assert(
      fc.property(anyContext, (context) => {
        const decided = calls(context);
        if ('problems' in decided) expect(decided.problems).not.toEqual([]);
        else if (name !== 'safety') expect(decided).not.toEqual([]);
        else expect(decided).toHaveLength(context.lockedPackages.length === 0 ? 0 : 1);
      }),
    );
  });

  test('tells its calls apart, and starts each in a folder that is known', () => {
    fc.assert(
      fc.property(anyContext, (context) => {
        const decided = started(calls(context));
        expect(new Set(decided.map((call) => call.name)).size).toBe(decided.length);
        for (const { cwd } of decided) expect([context.project, context.scratch]).toContain(cwd);
      }),
    );
  });

  test('is an executor with a schema that knows every option', () => {
    const plugin = resolve(import.meta.dirname, '../..');
    const manifest = recordOf(parseJson(readFileSync(join(plugin, 'executors.json'), 'utf8')));
    const entry = recordOf(recordOf(manifest?.['executors'])?.[name]) ?? {};
    for (const key of ['implementation', 'schema']) {
      expect(existsSync(join(plugin, textOf(entry[key]) ?? 'missing'))).toBe(true);
    }
    const schema = parseJson(readFileSync(join(plugin, textOf(entry['schema']) ?? ''), 'utf8'));
    expect(schema).toMatchObject({
      additionalProperties: false,
      properties: { timeoutSeconds: { type: 'integer', minimum: 1, maximum: 7200 } },
    });
  });
});

test('only a tool that judges packages is asked for them', () => {
  const asked = everyTool.filter(([, { tool }]) => tool.needsLockedPackages).map(([name]) => name);
  expect(asked).toEqual(['safety', 'trivy']);
});

test('only what reads more than Python may have a project without it', () => {
  const any = everyTool.filter(([, { tool }]) => tool.needs === 'any file').map(([name]) => name);
  expect(any).toEqual(['safety', 'trivy']);
});

test('no tool reads a configuration that is not the workspace’s', () => {
  const context = contextOf({
    lockedPackages: [{ name: 'six', version: '1.16.0' }],
    resources: { database: '/database' },
  });
  const stated = Object.fromEntries(
    everyTool.map(([name, { calls }]) => [
      name,
      started(calls(context)).map(({ arguments: given }) =>
        given.filter((argument) => /config|rootdir|--ini|^-c$|isolated/.test(argument)),
      ),
    ]),
  );
  expect(stated).toEqual({
    flake8: [['--isolated'], ['--config']],
    black: [['--config']],
    mypy: [['--config-file']],
    pytest: [['-c', '--rootdir=/workspace/apps/pump', '--cov-config=/workspace/pyproject.toml']],
    bandit: [['--ini']],
    // Started in an empty folder.
    safety: [[]],
    trivy: [
      ['secret,misconfig,vuln', '--secret-config', expect.stringContaining('secret-configuration')],
      ['--secret-config', expect.stringContaining('secret-configuration')],
    ],
  });
});
