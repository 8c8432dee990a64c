import { recordOf } from '@modax/findings';

/** What GitHub answers, or nothing where it answers that there is none: with 404, or with what is given. */
export async function orNone<Answer>(
  request: Promise<Answer>,
  statuses: readonly number[] = [404],
): Promise<Answer | undefined> {
  try {
    return await request;
  } catch (error) {
    const status = recordOf(error)?.['status'];
    if (typeof status === 'number' && statuses.includes(status)) return undefined;
    throw error;
  }
}
