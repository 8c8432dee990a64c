import { createHash } from 'node:crypto';
import { canonical } from '@modax/python-lock';

/** One thing that a task's result depends on. */
export interface KeyInput {
  /** For people: a file's path in the workspace, or what else it is, such as `uv.lock httpx`. */
  readonly name: string;
  /** Differs when it differs; says nothing of what it is. */
  readonly digest: string;
}

/** An input by its value. */
export function input(name: string, value: unknown): KeyInput {
  return { name, digest: digestOf(canonical(value)) };
}

export function digestOf(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex').slice(0, 32);
}

/** The key of a task that depends on these. */
export function keyOf(inputs: readonly KeyInput[]): string {
  return digestOf(JSON.stringify(inputs.map(({ name, digest }) => [name, digest])));
}
