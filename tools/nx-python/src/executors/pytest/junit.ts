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
  const cases = suites.flatMap((suite) => nodes(suite, 'testcase').map(toTestCase));
  const announced = suites.reduce((sum, suite) => sum + Number(attribute(suite, 'tests')), 0);
  // A test that fails and whose teardown then errors too is one case to us and one test to pytest.
  return cases.length >= announced ? cases : undefined;
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
