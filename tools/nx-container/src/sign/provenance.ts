import type { ImageRecord } from '../image/image-record.ts';

const BUILD_TYPE = 'https://github.com/modax/modax/blob/main/docs/operate/build-and-push-images.md';

/** The part of a scan's record that provenance tells of. */
interface Materials {
  readonly materialsDigest: string;
}

/**
 * How an image came about: the predicate of SLSA Provenance 1.0 (slsa.dev/spec/v1.0/provenance). On
 * GitHub it names the workflow and the run; elsewhere the builder is a machine of the one who signs.
 * It holds no time.
 */
export function provenance(
  image: ImageRecord,
  scan: Materials | undefined,
  variables: Readonly<Record<string, string | undefined>>,
): object {
  const { source, builder, invocation } = surroundings(variables);
  return {
    buildDefinition: {
      buildType: BUILD_TYPE,
      externalParameters: {
        project: image.project,
        version: image.version,
        platform: image.platform,
      },
      resolvedDependencies: [
        { ...source, digest: { gitCommit: image.revision } },
        ...image.bases.map((base) => {
          const [name = '', digest = ''] = base.split('@');
          return { uri: `oci://${name}`, digest: digestSet(digest) };
        }),
      ],
    },
    runDetails: {
      builder: { id: builder },
      ...(invocation === undefined ? {} : { metadata: { invocationId: invocation } }),
      byproducts:
        scan === undefined
          ? []
          : [{ name: 'image-materials.cdx.json', digest: digestSet(scan.materialsDigest) }],
    },
  };
}

function digestSet(digest: string): Readonly<Record<string, string>> {
  const [algorithm = '', hex = ''] = digest.split(':');
  return { [algorithm]: hex };
}

interface RunSurroundings {
  readonly source: { readonly uri?: string };
  readonly builder: string;
  readonly invocation?: string;
}

function surroundings({
  GITHUB_ACTIONS: actions,
  GITHUB_SERVER_URL: server = '',
  GITHUB_REPOSITORY: repository = '',
  GITHUB_WORKFLOW_REF: workflow = '',
  GITHUB_RUN_ID: run = '',
  GITHUB_RUN_ATTEMPT: attempt = '',
}: Readonly<Record<string, string | undefined>>): RunSurroundings {
  if (actions !== 'true') return { source: {}, builder: `${BUILD_TYPE}#build` };
  return {
    source: { uri: `git+${server}/${repository}` },
    builder: `${server}/${workflow}`,
    invocation: `${server}/${repository}/actions/runs/${run}/attempts/${attempt}`,
  };
}
