import { existsSync } from 'node:fs';
import { delimiter, dirname, join, resolve } from 'node:path';

/*
 * Printed into the key of this project's tests: what they find on the machine decides what they
 * prove. A result with the embedded broker or a generated run is none with Mosquitto and a recording.
 */
const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/usr/local/sbin'];
const mosquitto = folders.some((folder) => existsSync(join(folder, 'mosquitto')));
const workspace = resolve(dirname(import.meta.dirname), '..');
const recording =
  process.env.MODAX_SKAB_DIRECTORY ?? join(workspace, '..', 'shared', 'data', 'skab');

console.log(mosquitto ? 'Mosquitto' : 'embedded broker');
console.log(existsSync(recording) ? 'recorded run' : 'generated run');
