export { trivyCache, trivyDatabase } from './database.ts';
export { databaseState, type DatabaseState } from './database-state.ts';
export { misconfiguration, secret, vulnerability } from './finding.ts';
export { complaints } from './log.ts';
export { type Threshold, weightOf } from './policy.ts';
export { TRIVY, trivyTool } from './tool.ts';
export { readReport, type Row, type TrivyReport, type TrivyResult } from './report.ts';
