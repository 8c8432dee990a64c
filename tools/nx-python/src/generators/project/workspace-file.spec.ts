import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'smol-toml';
import { describe, expect, test } from 'vitest';
import { repository } from '../../testing/sample-workspace.ts';
import { type Member, withMember } from './workspace-file.ts';

const own = readFileSync(join(repository, 'pyproject.toml'), 'utf8');
const service: Member = { folder: 'apps/bore', module: 'modax_bore', kind: 'service' };
const library: Member = { folder: 'libs/flow', module: 'modax_flow', kind: 'library' };

interface Document {
  readonly tool: {
    readonly uv: { readonly workspace: { readonly members: readonly string[] } };
    readonly importlinter: {
      readonly root_packages: readonly string[];
      readonly contracts: readonly { readonly layers?: readonly string[] }[];
    };
  };
}

function textOf(text: string, member: Member): string {
  const edited = withMember(text, member);
  if ('unknown' in edited) throw new Error(edited.unknown);
  return edited.text;
}
const read = (text: string) => (parse(text) as unknown as Document).tool;

describe("the workspace's own file", () => {
  test.each([
    [service, 0],
    [library, 1],
  ] as const)('gets $folder in three lines, and no other changes', (member, row) => {
    const text = textOf(own, member);
    const [before, after] = [own.split('\n'), text.split('\n')];
    expect(after).toHaveLength(before.length);
    const changed = after.filter((line, index) => line !== before[index]);
    expect(changed).toEqual([
      expect.stringMatching(/^members = /),
      expect.stringMatching(/^root_packages = /),
      expect.stringMatching(/^layers = /),
    ]);
    const [was, is] = [read(own), read(text)];
    expect([...is.uv.workspace.members].sort()).toEqual(
      [...was.uv.workspace.members, member.folder].sort(),
    );
    expect([...is.importlinter.root_packages].sort()).toEqual(
      [...was.importlinter.root_packages, member.module].sort(),
    );
    const layers = was.importlinter.contracts[0]?.layers ?? [];
    expect(is.importlinter.contracts[0]?.layers).toEqual(
      layers.map((layer, index) => (index === row ? `${layer} | ${member.module}` : layer)),
    );
    expect(is.importlinter.contracts.slice(1)).toEqual(was.importlinter.contracts.slice(1));
  });

  test('gets one after the other, in order of name', () => {
    const text = textOf(textOf(own, library), service);
    expect(read(text).uv.workspace.members).toEqual(
      [...read(own).uv.workspace.members, service.folder, library.folder].sort(),
    );
  });
});

const small = `[tool.uv.workspace] # who belongs
members = [
  "apps/oven",
]

[tool.importlinter]
root_packages = ["modax_oven", "modax_kit"]

[[tool.importlinter.contracts]]
name = "rooms"
type = "layers"
containers = ["modax_oven"]
layers = ["high", "low"]

[[tool.importlinter.contracts]]
name = "apps over libraries"
type = "layers"
layers = [
  "modax_oven",
  "modax_kit", # below
]
`;

test('other forms of the same file stay as they are', () => {
  expect(textOf(small, service)).toBe(
    small
      .replace('"apps/oven",', '"apps/bore",\n  "apps/oven",')
      .replace('["modax_oven", "modax_kit"]', '["modax_bore", "modax_oven", "modax_kit"]')
      .replace('  "modax_oven",\n', '  "modax_oven | modax_bore",\n'),
  );
});

test.each([
  ['[tool.uv.workspace] members', small.replace('members', 'projects')],
  ['[tool.uv.workspace] members', ''],
  ['[tool.importlinter] root_packages', small.replace('root_packages', 'root_package')],
  ['the contract of layers', small.replace(/name = "apps[^]*/, '')],
])('a file without %s is refused by that name', (place, text) => {
  expect(withMember(text, service)).toEqual({ unknown: expect.stringContaining(place) as string });
});
