export { trivyCache, trivyDatabase } from './database.ts';
export { misconfiguration, secret, vulnerability } from './finding.ts';
export { complaints } from './log.ts';
export { readReport, type Row, type TrivyReport, type TrivyResult } from './report.ts';
