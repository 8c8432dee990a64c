import { readExceptions } from './exceptions-file.ts';

/** Printed into the key of every task: the day on which an exception ends changes the key. */
const today = new Date().toISOString().slice(0, 10);
const read = readExceptions(process.cwd(), today);
if ('exceptions' in read) {
  console.log(JSON.stringify(read.exceptions.filter((exception) => exception.expires < today)));
} else {
  console.log(JSON.stringify(read.problems));
}
