import type { Blob } from '../image/image-record.ts';
import type { LayoutImage } from '../image/layout.ts';

const MANIFEST = 'application/vnd.oci.image.manifest.v1+json';

/**
 * The two files that make an archive for `docker load` out of a layout's blobs, by name: `manifest.json`
 * for engines that keep images in their own way (Docker Image Specification 1.2, "Combined Image JSON +
 * Filesystem Changeset Format"), `index.json` for those that keep them as they are in a registry. An
 * engine reads the one that it knows, so both give the image the same names.
 */
export function archiveFiles(
  image: LayoutImage,
  names: readonly string[],
): Readonly<Record<'manifest.json' | 'index.json', string>> {
  const blobOf = ({ digest }: Blob) => `blobs/${digest.replace(':', '/')}`;
  const manifest = [
    {
      Config: blobOf(image.configuration),
      RepoTags: names,
      Layers: image.layers.map(blobOf),
    },
  ];
  const index = {
    schemaVersion: 2,
    manifests: names.map((name) => ({
      mediaType: MANIFEST,
      digest: image.digest,
      size: image.size,
      annotations: {
        'io.containerd.image.name': wholeName(name),
        'org.opencontainers.image.ref.name': name.split(':').at(-1) ?? '',
      },
    })),
  };
  return { 'manifest.json': JSON.stringify(manifest), 'index.json': JSON.stringify(index) };
}

/** With the registry and the namespace that Docker reads into a shorter one. */
function wholeName(name: string): string {
  const [first = '', ...others] = name.split('/');
  if (others.length === 0) return `docker.io/library/${name}`;
  return /[.:]|^localhost$/.test(first) ? name : `docker.io/${name}`;
}

/**
 * What a loaded image is called: `modax/<project>:local`, by which `docker-compose.yml` finds it, and the
 * name by which the releases of Nx look for the image of a project (@nx/docker, `release/version-utils`).
 */
export function localNames(project: string, root: string): readonly string[] {
  return [`modax/${project}:local`, `${root.replaceAll('/', '-').toLowerCase()}:latest`];
}
