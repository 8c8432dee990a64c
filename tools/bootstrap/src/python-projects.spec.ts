import { describe, expect, it } from 'vitest';
import { pythonProjects } from './python-projects.ts';
import { temporaryFolder, writeFiles } from './testing/folders.ts';

describe('The Python projects', () => {
  it('are the members of the uv workspace that are there, by name', () => {
    const root = temporaryFolder();
    writeFiles(root, {
      'pyproject.toml': '[tool.uv.workspace]\nmembers = ["libs/*", "apps/ai-layer", "apps/gone"]\n',
      'libs/service-kit/pyproject.toml': '',
      'libs/command/package.json': '{}',
      'apps/ai-layer/pyproject.toml': '',
    });
    expect(pythonProjects(root)).toEqual(['apps/ai-layer', 'libs/service-kit']);
  });

  it('must be stated', () => {
    const root = temporaryFolder();
    writeFiles(root, { 'pyproject.toml': '[project]\nname = "modax"\n' });
    expect(() => pythonProjects(root)).toThrow('[tool.uv.workspace] members is missing');
  });
});
