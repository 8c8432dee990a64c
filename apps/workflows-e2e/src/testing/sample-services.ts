import type { SampleRepository } from './sample-repository.ts';

/** Answers each request, and ends when it is told to. */
const pythonService = (port: number) => `"""A sample of a service."""

import os
import signal
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer


class Handler(BaseHTTPRequestHandler):
    """Answers."""

    def do_GET(self) -> None:
        """All that is asked."""
        self.send_response(200)
        self.end_headers()


signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
HTTPServer((os.environ["HOST"], ${port}), Handler).serve_forever()
`;

const TYPESCRIPT_SERVICE = `import { createServer } from 'node:http';

const server = createServer((_, response) => response.end()).listen(8002);
process.on('SIGTERM', () => server.close());
`;

/** Has the applications that are released run, as their images say: they answer, and do nothing else. */
export function runAsServices(repository: SampleRepository): void {
  repository.write('apps/control-layer/src/modax_control/__main__.py', pythonService(8000));
  repository.write('apps/ai-layer/src/modax_ai/__main__.py', pythonService(8001));
  repository.write('apps/cache-server/src/main.ts', TYPESCRIPT_SERVICE);
}
