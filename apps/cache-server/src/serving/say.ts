import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Answer } from '../protocol/answers.ts';

/** The client shows what it is told with exactly this type, without a character set. */
const TEXT = 'text/plain';

/** Says it, unless something was said already. */
export function say(response: ServerResponse, { status, text }: Answer): void {
  if (response.headersSent || response.destroyed) return;
  const body = Buffer.from(text);
  response.writeHead(status, { 'Content-Type': TEXT, 'Content-Length': body.length });
  response.end(body);
}

/** Says it, and hears no more of what still comes. */
export function sayAndHangUp(
  request: IncomingMessage,
  response: ServerResponse,
  answer: Answer,
): void {
  if (response.headersSent || response.destroyed) return;
  response.setHeader('Connection', 'close');
  response.once('finish', () => request.destroy());
  say(response, answer);
}
