#!/usr/bin/env node
// An MQTT broker for machines without Mosquitto: for tests and development, in memory, without accounts.
//   node tools/bootstrap/embedded-broker.mjs --port 1883 [--host 127.0.0.1]
// Prints "listening on HOST:PORT" once it takes connections (with --port 0 the system chooses the port),
// and ends on SIGTERM or SIGINT with exit code 0.
import { createServer } from 'node:net';
import { parseArgs } from 'node:util';
import { Aedes } from 'aedes';

const { host, port } = readOptions();
const broker = await Aedes.createBroker();
const server = createServer(broker.handle);

server.on('error', (error) => {
  process.stderr.write(`the embedded broker cannot listen on ${host}:${port}: ${error.message}\n`);
  process.exit(1);
});
server.listen(port, host, () => {
  const address = server.address();
  if (typeof address === 'object') process.stdout.write(`listening on ${host}:${address?.port}\n`);
});
process.once('SIGTERM', end);
process.once('SIGINT', end);

function end() {
  server.close();
  broker.close(() => process.exit(0));
}

function readOptions() {
  try {
    const { values } = parseArgs({
      options: { port: { type: 'string' }, host: { type: 'string', default: '127.0.0.1' } },
    });
    if (!/^\d{1,5}$/.test(values.port ?? '')) throw new Error('--port must be a number');
    return { host: values.host, port: Number(values.port) };
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.stderr.write('usage: node embedded-broker.mjs --port PORT [--host HOST]\n');
    process.exit(2);
  }
}
