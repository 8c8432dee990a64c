import { XMLParser } from 'fast-xml-parser';

export interface TestCase {
  readonly name: string;
  /** Relative to the project's folder; pytest leaves it out for some collection errors. */
  readonly file?: string;
  /** Counted from 1. */
  readonly line?: number;
  readonly outcome: 'passed' | 'failed' | 'error' | 'skipped';
  readonly message: string;
}

type Node = Readonly<Record<string, unknown>>;

const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  parseAttributeValue: false,
  // Without it a line break in a message stays `&#10;`.
  htmlEntities: true,
  isArray: (name) => ['testsuite', 'testcase', 'failure', 'error', 'skipped'].includes(name),
});

/**
 * The test cases of a JUnit file as pytest writes it.
 * @returns undefined when the text is not such a file, or not a whole one.
 */
export function parseJUnit(text: string): readonly TestCase[] | undefined {
  // The last thing that pytest writes: a file without it was cut off.
  if (!text.trimEnd().endsWith('</testsuites>')) return undefined;
  const root = parseXml(text);
  if (!isNode(root) || !isNode(root['testsuites'])) return undefined;
  const suites = nodes(root['testsuites'], 'testsuite');
  return suites.every(addsUp)
    ? suites.flatMap((suite) => nodes(suite, 'testcase').map(toTestCase))
    : undefined;
}

/**
 * Whether all that a suite announces is in it. Tests cannot be counted: pytest counts a subtest, and a
 * teardown that fails after its test passed, as one of their own, but writes them into one case.
 */
function addsUp(suite: Node): boolean {
  const cases = nodes(suite, 'testcase');
  const agrees = (announced: string, element: string): boolean =>
    Number(attribute(suite, announced)) ===
    cases.reduce((sum, node) => sum + nodes(node, element).length, 0);
  return (
    agrees('errors', 'error') &&
    agrees('failures', 'failure') &&
    agrees('skipped', 'skipped') &&
    cases.length > 0 === Number(attribute(suite, 'tests')) > 0
  );
}

function parseXml(text: string): unknown {
  try {
    const root: unknown = parser.parse(text);
    return root;
  } catch {
    return undefined;
  }
}

function toTestCase(node: Node): TestCase {
  const file = attribute(node, 'file');
  const line = attribute(node, 'line');
  return {
    name: [attribute(node, 'classname'), attribute(node, 'name')].filter(Boolean).join('::'),
    ...(file === undefined ? {} : { file }),
    // pytest counts from 0 here.
    ...(line === undefined ? {} : { line: Number(line) + 1 }),
    ...outcome(node),
  };
}

function outcome(node: Node): Pick<TestCase, 'outcome' | 'message'> {
  for (const [element, kind] of [
    ['error', 'error'],
    ['failure', 'failed'],
    ['skipped', 'skipped'],
  ] as const) {
    const [first] = nodes(node, element);
    if (first !== undefined) return { outcome: kind, message: attribute(first, 'message') ?? '' };
  }
  return { outcome: 'passed', message: '' };
}

function nodes(parent: Node, name: string): readonly Node[] {
  const children = parent[name];
  if (!Array.isArray(children)) return [];
  // An element with neither attribute nor child is parsed as an empty string.
  return children.map((child: unknown) => (isNode(child) ? child : {}));
}

function attribute(node: Node, name: string): string | undefined {
  const value = node[`@${name}`];
  return typeof value === 'string' ? value : undefined;
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
