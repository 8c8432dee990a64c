#!/usr/bin/env node
// The first file that a bare machine runs: nothing is installed yet, and Node may be older than anything
// else here can be read by. So this file keeps to old syntax, judges Node's age, and hands over.
const OLDEST_MAJOR = 20;
const major = Number(process.versions.node.split('.')[0]);

if (major < OLDEST_MAJOR) {
  process.exitCode = 2;
  process.stderr.write(
    'NODE_TOO_OLD: Node ' +
      process.versions.node +
      ' is too old; at least Node ' +
      OLDEST_MAJOR +
      ' is needed.\n' +
      '  Install Node 24 (https://nodejs.org/en/download), then run the command again.\n',
  );
} else {
  import('./src/stage-0/main.mjs');
}
