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
    [
      'over lines',
      `from pytest import mark\n@mark.skip(\n    reason="if only",\n)\nasync def test_flow():\n${body}`,
      2,
    ],
    [
      'by another name of pytest',
      `import pytest as pt\n@pt.mark.skip\ndef test_flow():\n${body}`,
      2,
    ],
    ['of unittest', `@unittest.skip("later")\nclass FlowTest(TestCase):\n    pass\n`, 1],
    [
      'imported from there',
      `from unittest import TestCase, skip\n@skip("later")\nclass FlowTest(TestCase):\n    pass\n`,
      2,
    ],
    [
      'a condition that holds',
      `@pytest.mark.skipif(True, reason="later")\ndef test_flow():\n${body}`,
      1,
    ],
    [
      'the same of unittest',
      `class A:\n    @unittest.skipIf(1, "later")\n    def test_flow(self):\n        pass\n`,
      2,
    ],
    [
      'unless a condition that never holds',
      `class A:\n    @unittest.skipUnless(False, "later")\n    def test_flow(self):\n        pass\n`,
      2,
    ],
    ['a module', `import pytest\n\npytestmark = pytest.mark.skip("later")\n`, 3],
    ['a class', `class TestFlow:\n    pytestmark = pytest.mark.skip\n`, 2],
    ['among others', `pytestmark = [\n    pytest.mark.slow,\n    pytest.mark.skip,\n]\n`, 1],
    ['by a name', `later = pytest.mark.skip(reason="x")\n\n@later\ndef test_flow():\n${body}`, 3],
    [
      'a case',
      `@pytest.mark.parametrize("x", [pytest.param(1, marks=pytest.mark.skip)])\ndef test_x(x):\n${body}`,
      1,
    ],
    [
      'a case behind another',
      `@pytest.mark.parametrize("x", [pytest.param(1, marks=pytest.mark.xfail(OLD)), pytest.param(2, marks=pytest.mark.skip)])\ndef test_x(x):\n${body}`,
      1,
    ],
    ['at the top', `import pytest\n\npytest.skip("later", allow_module_level=True)\n`, 3],
    [
      'in a test',
      `def test_flow():\n    """Of the\n    pump."""\n    pytest.skip("later")\n${body}`,
      4,
    ],
    ['on one line', `def test_flow(pump: dict[str, int]) -> None: pytest.skip("later")\n`, 1],
    ['with a context', `def test_flow():\n    with pump():\n        pytest.xfail("later")\n`, 3],
    [
      'in a class',
      `class TestFlow(unittest.TestCase):\n    def test_flow(self):\n        self.skipTest("later")\n`,
      3,
    ],
    ['returned', `from pytest import skip\nasync def test_flow():\n    return skip("later")\n`, 3],
    ['raised', `def test_flow():\n    raise unittest.SkipTest("later")\n`, 2],
    [
      'behind the test of another',
      `def test_a():\n    assert a\n\n\ndef test_b():\n    pytest.skip("x")\n`,
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
    ['a test that is expected to fail', `@pytest.mark.xfail(reason="x")\ndef test_x():\n${body}`],
    [
      'in a branch',
      `def test_x():\n    if PUMP is None:\n        pytest.skip("none")\n    run()\n`,
    ],
    [
      'at the end of a search',
      `def test_x():\n    for pump in pumps():\n        if pump.runs:\n            return\n    pytest.skip("none")\n`,
    ],
    [
      'when something failed',
      `def test_x():\n    try:\n        start()\n    except OSError:\n        pytest.skip("none")\n`,
    ],
    [
      'behind what may end the test',
      `def test_x():\n    pytest.importorskip("pump")\n    pytest.skip("x")\n`,
    ],
    [
      'where nothing was thrown',
      `with suppress(ImportError):\n    import pump\n    pytest.skip("x", allow_module_level=True)\n`,
    ],
    [
      'that is tried itself',
      `def test_x():\n    with pytest.raises(pytest.skip.Exception):\n        pytest.skip("x")\n`,
    ],
    ['of a module', `if sys.platform == "win32":\n    pytest.skip("x", allow_module_level=True)\n`],
    [
      'a mark of some',
      `later = pytest.mark.skip if OLD else pytest.mark.slow\n\n@later\ndef test_x():\n${body}`,
    ],
    [
      'a mark of others',
      `needs = HAS_PUMP or pytest.mark.skip("x")\n\n@needs\ndef test_x():\n${body}`,
    ],
    [
      'one of several',
      `mark = {"win32": pytest.mark.skip("x")}[sys.platform]\n\n@mark\ndef test_x():\n${body}`,
    ],
    [
      'of a case',
      `@pytest.mark.parametrize("x", [pytest.param(1, marks=[pytest.mark.skip] if OLD else [])])\ndef test_x(x):\n${body}`,
    ],
    [
      'added to what was collected',
      `slow = pytest.mark.skip(reason="x")\n\ndef pytest_collection_modifyitems(items):\n    for item in items:\n        item.add_marker(slow)\n`,
    ],
    ['a function that tests call', `def without_broker():\n    pytest.skip("no broker")\n`],
    [
      'a fixture that others override',
      `@pytest.fixture\ndef backend():\n    pytest.skip("no backend")\n`,
    ],
    [
      'a test that is not inherited',
      `class TestDeque(TestList):\n    def test_insert(self):\n        self.skipTest("has none")\n`,
    ],
    [
      'what a test makes',
      `def test_skip():\n    @unittest.skip("x")\n    class Sample(TestCase):\n        def test_x(self): ...\n    run(Sample)\n`,
    ],
    [
      'what a test calls',
      `def test_skip():\n    def test_inner():\n        pytest.skip("x")\n    run(test_inner)\n`,
    ],
    [
      'another function of that name',
      `from pump.stream import skip\n\ndef test_skip_moves_on():\n    skip(stream, 3)\n${body}`,
    ],
    ['another decorator', `@steps.skip\ndef test_x():\n${body}`],
    ['a comment', `# @pytest.mark.skip\ndef test_flow():\n${body}`],
    [
      'text',
      `def test_flow():\n    """\n    pytest.skip("later")\n@pytest.mark.skip\n    """\n${body}`,
    ],
    ['unless there is a pump', `@unittest.skipUnless(HAS_PUMP, "x")\ndef test_flow():\n${body}`],
    [
      'a function that tests call, on one line',
      `def without_broker(why=lambda: ""): pytest.skip(why())\n`,
    ],
    ['another word', `@pytest.mark.skipped_sometimes\ndef test_skip():\n    skipper("x")\n`],
    ['text that is never closed', `def test_flow():\n    x = "${'\\\\n'.repeat(200)}\n`],
    ['brackets that are never closed', `def test_flow(\n`],
  ])('%s', (_, source) => {
    expect(lines(source)).toEqual([]);
  });
});
