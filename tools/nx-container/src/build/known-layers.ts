import { link, mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { blobFile, digestOf, type LayoutImage, readLayout } from '../image/layout.ts';
import { newestFirst } from '../image/place.ts';

/**
 * Gives a layout that is to be written the layers of the project's newest image: a builder sends only what is not
 * there, and most of an image is as it was. What it finds it trusts, so a layer whose bytes are other ones stays away.
 * @param folder of the project's images
 */
export async function giveKnownLayers(folder: string, layout: string): Promise<void> {
  const [newest] = await newestFirst(folder, 'image-');
  // One that cannot be read is none: the image is built without it.
  const image = newest === undefined ? undefined : await readLayout(newest).catch(() => undefined);
  if (newest === undefined || image === undefined) return;
  await Promise.all(
    image.layers.map(async ({ digest }) => {
      const [from, to] = [blobFile(newest, digest), blobFile(layout, digest)];
      try {
        if (digestOf(await readFile(from)) !== digest) return;
        await mkdir(dirname(to), { recursive: true });
        await link(from, to);
      } catch {
        // Another run may have taken it away, and not every file system has links: then it is sent.
      }
    }),
  );
}

/** Takes away what lies in the layout of an image and is none of it: layers that it was given and has no use for. */
export async function takeUnusedLayers(layout: string, image: LayoutImage): Promise<void> {
  const used = [image, image.configuration, ...image.layers].map(({ digest }) =>
    blobFile(layout, digest),
  );
  const folder = dirname(blobFile(layout, image.digest));
  const files = (await readdir(folder)).map((name) => join(folder, name));
  await Promise.all(files.filter((file) => !used.includes(file)).map((file) => rm(file)));
}
