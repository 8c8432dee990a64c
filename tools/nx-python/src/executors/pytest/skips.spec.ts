import { describe, expect, test } from 'vitest';
import { unconditionalSkips } from './skips.ts';

const body = '    assert flow() == 3\n';
const lines = (source: string) => unconditionalSkips(source).map(({ line }) => line);

describe('a test that is always skipped is found, at its line', () => {
  test.each([
    ['a mark', `@pytest.mark.skip\ndef test_flow():\n${body}`, 1],
    [
      'with a reason',
      `import pytest\n\n@pytest.mark.skip(reason="later")\ndef test_flow():\n${body}`,
      3,
    ],
    ['over lines', `@mark.skip(\n    reason="if only",\n)\nasync def test_flow():\n${body}`, 1],
    ['of unittest', `@unittest.skip("later")\nclass FlowTest(TestCase):\n    pass\n`, 1],
    ['expected to fail', `@pytest.mark.xfail(reason="later")\ndef test_flow():\n${body}`, 1],
    ['not even with a reason', `@pytest.mark.xfail\ndef test_flow():\n${body}`, 1],
    ['by unittest', `@expectedFailure\ndef test_flow(self):\n${body}`, 1],
    [
      'a condition that holds',
      `@pytest.mark.skipif(True, reason="later")\ndef test_flow():\n${body}`,
      1,
    ],
    ['the same of unittest', `@unittest.skipIf(1, "later")\ndef test_flow(self):\n${body}`, 1],
    ['a module', `import pytest\n\npytestmark = pytest.mark.skip("later")\n`, 3],
    ['among others', `pytestmark = [\n    pytest.mark.slow,\n    pytest.mark.skip,\n]\n`, 1],
    [
      'by another name',
      `later = pytest.mark.skip(reason="x")\n\n@later\ndef test_flow():\n${body}`,
      1,
    ],
    [
      'a case',
      `@pytest.mark.parametrize("x", [pytest.param(1, marks=pytest.mark.skip)])\ndef test_x(x):\n${body}`,
      1,
    ],
    ['at the top', `import pytest\n\npytest.skip("later", allow_module_level=True)\n`, 3],
    [
      'in a test',
      `def test_flow():\n    """Of the\n    pump."""\n    pytest.skip("later")\n${body}`,
      4,
    ],
    ['with a context', `def test_flow():\n    with pump():\n        pytest.xfail("later")\n`, 3],
    [
      'in a class',
      `class TestFlow:\n    def test_flow(self):\n        self.skipTest("later")\n`,
      3,
    ],
    ['raised', `def test_flow():\n    raise unittest.SkipTest("later")\n`, 2],
    ['a fixture', `@pytest.fixture\ndef pump():\n    pytest.skip("later")\n`, 3],
    [
      'behind the test of another',
      `def test_a():\n    assert a\n\n\ndef test_b():\n    skip("x")\n`,
      6,
    ],
  ])('%s', (_, source, line) => {
    expect(lines(source)).toEqual([line]);
  });
});

describe('a skip that depends on the machine is none, nor is what only looks like one', () => {
  test.each([
    [
      'skipif',
      `@pytest.mark.skipif(sys.platform != "linux", reason="x")\ndef test_flow():\n${body}`,
    ],
    [
      'a flag that is not known here',
      `@pytest.mark.skipif(TRUE_HERE, reason="x")\ndef test_x():\n${body}`,
    ],
    [
      'xfail with a condition',
      `@pytest.mark.xfail(sys.version_info < (3, 10), reason="x")\ndef test_x():\n${body}`,
    ],
    ['the same by name', `@pytest.mark.xfail(reason="x", condition=OLD)\ndef test_x():\n${body}`],
    ['in text', `@pytest.mark.xfail("OLD", reason="x")\ndef test_x():\n${body}`],
    [
      'in a branch',
      `@pytest.fixture\ndef pump():\n    if PUMP is None:\n        pytest.skip("none")\n    yield\n`,
    ],
    [
      'at the end of a search',
      `def test_x():\n    for pump in pumps():\n        if pump.runs:\n            return\n    pytest.skip("none")\n`,
    ],
    [
      'when something failed',
      `def test_x():\n    try:\n        start()\n    except OSError:\n        pytest.skip("none")\n`,
    ],
    ['of a module', `if sys.platform == "win32":\n    pytest.skip("x", allow_module_level=True)\n`],
    ['a mark of some', `later = pytest.mark.skip if OLD else pytest.mark.slow\n`],
    [
      'of a case',
      `@pytest.mark.parametrize("x", [pytest.param(1, marks=[mark.skip] if OLD else [])])\ndef test_x(x):\n${body}`,
    ],
    [
      'added to what was collected',
      `def pytest_collection_modifyitems(items):\n    skip = pytest.mark.skip(reason="x")\n    for item in items:\n        item.add_marker(skip)\n`,
    ],
    ['a function that tests call', `def without_broker():\n    pytest.skip("no broker")\n`],
    ['a comment', `# @pytest.mark.skip\ndef test_flow():\n${body}`],
    [
      'text',
      `def test_flow():\n    """\n    pytest.skip("later")\n@pytest.mark.skip\n    """\n${body}`,
    ],
    ['another word', `@pytest.mark.skipped_sometimes\ndef test_skip():\n    skipper("x")\n`],
    ['text that is never closed', `def test_flow():\n    x = "\n`],
    ['brackets that are never closed', `def test_flow(\n`],
  ])('%s', (_, source) => {
    expect(lines(source)).toEqual([]);
  });
});
