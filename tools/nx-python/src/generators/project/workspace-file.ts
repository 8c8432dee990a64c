import { listIn, type TextList, withElement, withValue } from '../toml-list.ts';

/** What the workspace's `pyproject.toml` has to know of a new project. */
export interface Member {
  /** `apps/pump-watch` */
  readonly folder: string;
  /** `modax_pump_watch` */
  readonly module: string;
  readonly kind: 'service' | 'library';
}

/** The text, or the place that has not the form which an entry can be added to. */
export type Edited = { readonly text: string } | { readonly unknown: string };

/**
 * The workspace's `pyproject.toml` with one more project: a member of uv's workspace, a package that
 * import-linter looks at, and in its contract of apps and libraries beside the others of its kind. Nothing
 * else changes.
 */
export function withMember(text: string, { folder, module, kind }: Member): Edited {
  const members = listOf(text, '[tool.uv.workspace]', 'members');
  if (members === undefined) return { unknown: '[tool.uv.workspace] members' };
  const joined = withElement(text, members, folder);
  const packages = listOf(joined, '[tool.importlinter]', 'root_packages');
  if (packages === undefined) return { unknown: '[tool.importlinter] root_packages' };
  const linted = withElement(joined, packages, module);
  const layers = contractOfLayers(linted);
  const layer = kind === 'service' ? layers?.elements[0] : layers?.elements.at(-1);
  if (layer === undefined) return { unknown: 'the contract of layers of [tool.importlinter]' };
  return { text: withValue(linted, layer, `${layer.value} | ${module}`) };
}

function listOf(text: string, header: string, key: string): TextList | undefined {
  const [table] = tables(text, header);
  return table === undefined ? undefined : listIn(text, key, table.from, table.to);
}

/** The layers of the whole workspace, apps above libraries: the contract without containers. */
function contractOfLayers(text: string): TextList | undefined {
  const contract = tables(text, '[[tool.importlinter.contracts]]').find(({ from, to }) => {
    const body = text.slice(from, to);
    return /^type = "layers"/m.test(body) && !/^containers\b/m.test(body);
  });
  const layers =
    contract === undefined ? undefined : listIn(text, 'layers', contract.from, contract.to);
  return layers === undefined || layers.elements.length < 2 ? undefined : layers;
}

/** Where the bodies of the tables with this header begin and end. */
function tables(
  text: string,
  header: string,
): readonly { readonly from: number; readonly to: number }[] {
  const headers = [...text.matchAll(/^\[.*$/gm)];
  return headers.flatMap((found, index) => {
    if (found[0].replace(/\s*#.*$/, '').trim() !== header) return [];
    return [{ from: found.index + found[0].length, to: headers[index + 1]?.index ?? text.length }];
  });
}
