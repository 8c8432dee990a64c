import { describe, expect, test } from 'vitest';
import { readReport } from './report.ts';

const head = { SchemaVersion: 2, Trivy: { Version: '0.76.0' } };
const read = (report: unknown) => readReport(JSON.stringify(report));

describe('a report', () => {
  test('has a result for each file, and nothing where Trivy leaves out what is empty', () => {
    const Packages = [{ Name: 'requests', Version: '2.19.0' }];
    expect(
      read({
        ...head,
        Results: [{ Target: 'Python', Class: 'lang-pkgs', Packages }, { Secrets: null }],
      }),
    ).toEqual({
      version: '0.76.0',
      results: [
        {
          target: 'Python',
          kind: 'lang-pkgs',
          secrets: [],
          misconfigurations: [],
          vulnerabilities: [],
          packages: Packages,
        },
        {
          target: '?',
          kind: '',
          secrets: [],
          misconfigurations: [],
          vulnerabilities: [],
          packages: [],
        },
      ],
    });
  });

  test('of nothing has no results', () => {
    expect(read(head)).toEqual({ version: '0.76.0', results: [] });
    expect(read({ ...head, Results: null })).toEqual({ version: '0.76.0', results: [] });
  });

  test('of an image names it', () => {
    expect(read({ ...head, Metadata: { ImageID: 'sha256:1' } })).toEqual({
      version: '0.76.0',
      imageId: 'sha256:1',
      results: [],
    });
  });

  test('may be silent about its version', () => {
    expect(read({ SchemaVersion: 2 })).toEqual({ results: [] });
  });
});

describe('no report', () => {
  test.each(['', '[]', 'Welcome!', '{"SchemaVersion":2'])('is %j', (text) => {
    expect(readReport(text)).toBeUndefined();
  });

  test.each([
    ['without a schema', {}],
    ['of another schema', { ...head, SchemaVersion: 3 }],
    ['with results that are no list', { ...head, Results: {} }],
    ['with a result that is no object', { ...head, Results: ['Dockerfile'] }],
    ['with secrets that are no list', { ...head, Results: [{ Secrets: 'none' }] }],
    ['with a package that is no object', { ...head, Results: [{ Packages: [1] }] }],
  ])('is one %s', (_, report) => {
    expect(read(report)).toBeUndefined();
  });
});
