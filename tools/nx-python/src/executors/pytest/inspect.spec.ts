import { describe, expect, test } from 'vitest';
import { forgottenTests } from './inspect.ts';

const aTest = 'def test_flow() -> None:\n    assert False\n';
const inClass = (declaration: string) =>
  `import os\n\n\n${declaration}:\n    """Of the pump."""\n\n    def test_flow(self) -> None:\n        assert False\n`;

describe('tests that pytest would never run', () => {
  test.each([
    ['tests/check_flow.py', aTest, undefined, /name it test_\*\.py/],
    ['tests/deep/flow.py', `async ${aTest}`, undefined, /name it test_\*\.py/],
    ['tests/.later/test_flow.py', aTest, undefined, /does not look into \.later/],
    ['.tests/flow_test.py', inClass('class TestFlow'), undefined, /does not look into \.tests/],
    ['tests/test_flow.py', inClass('class Flow'), 4, /name it TestFlow/],
    ['tests/test_flow.py', inClass('class FlowTests(Base)'), 4, /name it TestFlowTests/],
    [
      'tests/test_flow.py',
      `x = 1\n\n\nclass Flow:\n    if x:\n        ${aTest}`,
      4,
      /class Flow never run/,
    ],
    ['src/pump/flow_test.py', inClass('class Flow(\n    Base,\n)'), 4, /class Flow never run/],
  ])('%s: %j', (file, source, line, message) => {
    const [found, ...more] = forgottenTests(file, source);
    expect(more).toEqual([]);
    expect(found?.line).toBe(line);
    expect(found?.message).toMatch(message);
  });
});

describe('tests that pytest runs, and what is no test', () => {
  test.each([
    ['tests/test_flow.py', aTest],
    ['tests/test_flow.py', inClass('class TestFlow')],
    ['tests/test_flow.py', inClass('class Flow(unittest.TestCase)')],
    ['tests/test_flow.py', `class Flow:\n    level = 1\n\n\n${aTest}`],
    ['tests/conftest.py', 'class Pump:\n    def run(self) -> None: ...\n'],
    ['tests/pumps.py', 'def pump() -> None: ...\n'],
    ['src/pump/checks.py', aTest],
    ['.config/settings.py', 'x = 1\n'],
    ['tests/pumps.py', `SAMPLE = '''\n${aTest}'''\n`],
    ['tests/test_flow.py', `class Flow:\n    """As in:\n\n    def test_flow(): ...\n    """\n`],
  ])('%s: %j', (file, source) => {
    expect(forgottenTests(file, source)).toEqual([]);
  });
});
