import { fileURLToPath } from 'node:url';

/** The checkout that these programs and their tools are of; what they look at is the folder they are started in. */
export const OWN_CHECKOUT = fileURLToPath(new URL('../../..', import.meta.url));

/** Where the findings about the workspace itself lie, for people and for GitHub's security tab. */
export const WORKSPACE_REPORTS = 'reports/workspace';

/** More than any of the tools says: past that a program is ended, and its step fails. */
export const OUTPUT_LIMIT = 256 * 1024 * 1024;
