export { applyExceptions, exceptionFindings, imageFiles } from './apply-exceptions.ts';
export type { AppliedExceptions, ExceptionScope, SuppressedFinding } from './apply-exceptions.ts';
export { toAnnotations } from './annotations.ts';
export type { ExitClass } from './error-code-entry.ts';
export { errorCodes, type ErrorCode } from './error-codes.ts';
export { renderErrorPage } from './error-page.ts';
export type { Exception } from './exception.ts';
export { exceptionsFile, readExceptions } from './exceptions-file.ts';
export { printable } from './escape.ts';
export type { Finding, Location, Package, Severity } from './finding.ts';
export { arrayOf, numberOf, parseJson, recordOf, textOf } from './json.ts';
export { gate, type GateInput, type GateResult } from './gate.ts';
export { lastLines } from './last-lines.ts';
export { isMissing } from './missing-file.ts';
export { outcomeProblem, type StartedCall } from './outcome-problem.ts';
export {
  parseExceptions,
  type ExceptionsSource,
  type ParsedExceptions,
} from './parse-exceptions.ts';
export { isProblem, problemText, toolProblem, type ToolProblem } from './tool-problem.ts';
export type { Report, ToolIdentity } from './report.ts';
export { type Measures, resultText } from './result-text.ts';
export { toSarif } from './sarif.ts';
export type { SarifLog } from './sarif-log.ts';
export { renderTable, type Column, type TableOptions } from './table.ts';
export { toTable, toText, type TextOptions } from './text.ts';
export { weigh, type Weighed, type WeighInput } from './weigh.ts';
export { removeReports, writeReports, type WrittenReports } from './write-reports.ts';
