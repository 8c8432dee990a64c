import { findInterpreter } from './interpreters.ts';

/** Printed into the key of a matrix task: which interpreter answers, or that none does. */
const [version = ''] = process.argv.slice(2);
const found = findInterpreter(version, process.env);
console.log(found === undefined ? `no Python ${version}` : found.version);
