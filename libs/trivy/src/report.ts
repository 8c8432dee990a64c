import { arrayOf, numberOf, parseJson, recordOf, textOf } from '@modax/findings';

export type Row = Readonly<Record<string, unknown>>;

/** What Trivy says about one file, or about one kind of files. */
export interface TrivyResult {
  readonly target: string;
  /** `os-pkgs`, `lang-pkgs`, `config`, `secret`, … */
  readonly kind: string;
  readonly secrets: readonly Row[];
  readonly misconfigurations: readonly Row[];
  readonly vulnerabilities: readonly Row[];
  readonly packages: readonly Row[];
}

export interface TrivyReport {
  readonly version?: string;
  /** Of a scan of an image: the digest of its configuration. */
  readonly imageId?: string;
  readonly results: readonly TrivyResult[];
}

/**
 * Trivy's JSON of schema 2. Trivy leaves out what is empty, a list or all results.
 * @returns undefined when the text is none, was cut off, or has something else in a list's place.
 */
export function readReport(text: string): TrivyReport | undefined {
  const report = recordOf(parseJson(text));
  if (report === undefined || numberOf(report['SchemaVersion']) !== 2) return undefined;
  const results = whole(rows(report['Results'])?.map(toResult));
  const version = textOf(recordOf(report['Trivy'])?.['Version']);
  const imageId = textOf(recordOf(report['Metadata'])?.['ImageID']);
  return (
    results && {
      results,
      ...(version === undefined ? {} : { version }),
      ...(imageId === undefined ? {} : { imageId }),
    }
  );
}

function toResult(row: Row): TrivyResult | undefined {
  const secrets = rows(row['Secrets']);
  const misconfigurations = rows(row['Misconfigurations']);
  const vulnerabilities = rows(row['Vulnerabilities']);
  const packages = rows(row['Packages']);
  if (!secrets || !misconfigurations || !vulnerabilities || !packages) return undefined;
  const target = textOf(row['Target']) ?? '?';
  const kind = textOf(row['Class']) ?? '';
  return { target, kind, secrets, misconfigurations, vulnerabilities, packages };
}

function rows(value: unknown): readonly Row[] | undefined {
  return value === undefined || value === null ? [] : whole(arrayOf(value)?.map(recordOf));
}

/** The list, when nothing in it is undefined. */
function whole<Item>(list: readonly (Item | undefined)[] | undefined): Item[] | undefined {
  const items = list?.filter((item) => item !== undefined);
  return items?.length === list?.length ? items : undefined;
}
