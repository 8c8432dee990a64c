export type { Finding, Location, Package, Severity } from './finding.ts';
