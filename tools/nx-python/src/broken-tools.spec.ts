import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import bandit from './executors/bandit/executor.ts';
import black from './executors/black/executor.ts';
import flake8 from './executors/flake8/executor.ts';
import mypy from './executors/mypy/executor.ts';
import pytest from './executors/pytest/executor.ts';
import safety from './executors/safety/executor.ts';
import trivy from './executors/trivy/executor.ts';
import { SampleWorkspace } from './testing/sample-workspace.ts';

/* A tool that is missing, crashes, hangs or talks nonsense never lets its task pass. */

const options = { timeoutSeconds: 280 };
let workspace: SampleWorkspace;
let context: SampleWorkspace['context'];

beforeEach(() => {
  workspace = new SampleWorkspace();
  ({ context } = workspace);
});
afterEach(() => {
  rmSync(workspace.root, { recursive: true });
});

const codes = (tool: string) => workspace.report(tool).problems.map(({ code }) => code);

describe('a tool that does not do its work', () => {
  type Start = (limits: typeof options) => Promise<{ success: boolean }>;
  const cases: readonly (readonly [string, Start])[] = [
    ['flake8', (limits) => flake8(limits, context)],
    ['black', (limits) => black({ ...limits, check: true }, context)],
    ['mypy', (limits) => mypy(limits, context)],
    ['pytest', (limits) => pytest(limits, context)],
    ['bandit', (limits) => bandit(limits, context)],
    ['safety', (limits) => safety(limits, context)],
    ['trivy', (limits) => trivy(limits, context)],
  ];
  const path = process.env['PATH'];

  beforeEach(() => {
    // Safety is not started for a project without dependencies.
    workspace.plantVulnerableDependency();
    // A Trivy of the machine's own would come before the one that the test replaces.
    process.env['PATH'] = `${join(workspace.root, '.venv/bin')}:${path ?? ''}`;
    return () => {
      process.env['PATH'] = path;
    };
  });

  it.each(cases)('%s missing', async (name, start) => {
    workspace.withoutTool(name);
    expect(await start(options)).toEqual({ success: false });
    expect(codes(name)).toEqual(['TOOL_MISSING']);
  });

  it.each(cases)('%s killed', async (name, start) => {
    workspace.replaceTool(name, 'kill -KILL $$');
    expect(await start(options)).toEqual({ success: false });
    expect(codes(name)).toEqual(['TOOL_KILLED']);
  });

  it.each(cases)('%s crashed', async (name, start) => {
    workspace.replaceTool(name, 'echo "Traceback: boom" >&2; exit 70');
    expect(await start(options)).toEqual({ success: false });
    expect(codes(name)).toEqual(['TOOL_CRASHED']);
    expect(workspace.report(name).problems[0]?.message).toContain('Traceback: boom');
  });

  it.each(cases)('%s silent, with exit code 0', async (name, start) => {
    workspace.replaceTool(name, 'exit 0');
    expect(await start(options)).toEqual({ success: false });
    expect(codes(name)).toEqual(['TOOL_OUTPUT_UNREADABLE']);
  });

  it.each(cases)('%s talking nonsense', async (name, start) => {
    workspace.replaceTool(name, 'echo "Welcome!"; exit 0');
    expect(await start(options)).toEqual({ success: false });
    expect(codes(name)).toEqual(['TOOL_OUTPUT_UNREADABLE']);
  });

  it.each(cases)('%s never ending', async (name, start) => {
    workspace.replaceTool(name, 'sleep 600 & wait');
    expect(await start({ timeoutSeconds: 1 })).toEqual({ success: false });
    expect(codes(name)).toEqual(['TOOL_TIMED_OUT']);
  });

  it('output cut off: the findings that are left are not believed', async () => {
    workspace.plant('src/pump/wrong.py', 'print(one)\nprint(two)\n');
    workspace.replaceTool('flake8', '"$REAL" "$@" | head -n 1; exit 1');
    expect(await flake8(options, context)).toEqual({ success: false });
    expect(codes('flake8')).toEqual(['TOOL_OUTPUT_UNREADABLE']);
  });
});

describe('an environment that is not what the lock says', () => {
  it('never judges: its tools are not those of the cache key', async () => {
    workspace.write('uv.lock', 'version = 1\n');
    expect(await flake8(options, context)).toEqual({ success: false });
    expect(codes('flake8')).toEqual(['ENVIRONMENT_BROKEN']);
  });

  it('never judges when its set-up did not come to an end', async () => {
    rmSync(join(workspace.root, '.venv/.modax-installed'));
    expect(await flake8(options, context)).toEqual({ success: false });
    expect(codes('flake8')).toEqual(['ENVIRONMENT_BROKEN']);
  });
});
