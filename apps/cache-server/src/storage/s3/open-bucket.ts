import type { Bucket } from '../../settings.ts';
import type { Entries } from '../entries.ts';
import type { Store } from '../store.ts';
import { Objects } from './objects.ts';
import { S3Entries } from './s3-entries.ts';
import { S3Store, type S3Surroundings } from './s3-store.ts';

/** The store in a bucket, for a server. */
export function openBucket(bucket: Bucket, surroundings: S3Surroundings): Store {
  return new S3Store(new Objects(bucket), bucket.prefix, surroundings);
}

/** The entries in a bucket, for a command. */
export function entriesOf(bucket: Bucket, folder: string): Entries {
  return new S3Entries(new Objects(bucket), bucket.prefix, folder);
}
