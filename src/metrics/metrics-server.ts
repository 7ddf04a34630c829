import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { reasonOf } from '#errors/atmqtt-error';
import { message, textOf } from '#messages/message';
import { bindFailure } from '#net/bind-failure';
import { formatHostPort, type HostPort, isLoopback, LOOPBACK, withoutBrackets } from '#net/host-port';
import { MetricsError } from './metrics-error.ts';

/** What is answered to a request. */
export interface Answer {
  /** Default: 200 */
  readonly status?: number;
  readonly type: string;
  readonly body: string;
}

/** What is served, by its path. */
export type Pages = Readonly<Record<string, () => Answer | Promise<Answer>>>;

const TEXT = 'text/plain; charset=utf-8';
/** Nobody has more to ask, or longer. */
const LIMITS = {
  requestTimeout: 10_000,
  headersTimeout: 10_000,
  keepAliveTimeout: 75_000,
  maxHeaderSize: 8192,
};

/** Something as JSON, which ends with a line end, as for who reads it with curl. */
export function jsonAnswer(value: unknown, status = 200): Answer {
  return { status, type: 'application/json; charset=utf-8', body: `${JSON.stringify(value)}\n` };
}

/** A listener for what reads metrics: it answers GET and HEAD of a few paths, and no web page can read it. */
export class MetricsServer {
  readonly #pages: Pages;
  #server: Server | undefined;
  /** Programs of this machine alone reach it. */
  #local = false;

  constructor(pages: Pages) {
    this.#pages = pages;
  }

  /** Begins to listen. @returns the port @throws MetricsError when it cannot be had */
  async listen({ host, port }: HostPort): Promise<number> {
    const server = createServer(LIMITS, (request, response) => void this.#answer(request, response));
    await new Promise<void>((resolve, reject) => {
      // Later too: without file descriptors nobody can be accepted, which is no end of the program.
      server.on('error', (error) => reject(cannotListen(error, formatHostPort({ host, port }))));
      server.listen(port, host, resolve);
    });
    this.#server = server;
    this.#local = isLoopback(host);
    const address = server.address();
    return typeof address === 'object' && address !== null ? address.port : port;
  }

  /** Lets go of the port; harmless when repeated. */
  async close(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    if (server === undefined) return;
    server.closeAllConnections();
    await new Promise<void>((resolve) => server.close(() => resolve()));
  }

  async #answer(
    { method = '', url = '', headers }: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    const {
      status = 200,
      type,
      body,
    } = this.#isMisled(headers.host)
      ? plain(421, textOf(message('metrics.otherName')))
      : await this.#find(method, url.split('?')[0] ?? '');
    const bytes = Buffer.from(body);
    response
      .writeHead(status, {
        'content-type': type,
        'content-length': bytes.length,
        'cache-control': 'no-store',
        'x-content-type-options': 'nosniff',
        ...(status === 405 ? { allow: 'GET, HEAD' } : {}),
      })
      .end(method === 'HEAD' ? undefined : bytes);
  }

  /** A page whose name has been led to this machine asks under that name, and could read the answer as its own. */
  #isMisled(host: string | undefined): boolean {
    if (!this.#local || host === undefined) return false;
    const url = `http://${host}`;
    return !URL.canParse(url) || !isLoopback(withoutBrackets(new URL(url).hostname));
  }

  async #find(method: string, path: string): Promise<Answer> {
    const page = Object.hasOwn(this.#pages, path) ? this.#pages[path] : undefined;
    if (page === undefined)
      return plain(404, textOf(message('metrics.elsewhere', { paths: Object.keys(this.#pages) })));
    if (method !== 'GET' && method !== 'HEAD') return plain(405, textOf(message('metrics.onlyGet')));
    try {
      return await page();
    } catch (error) {
      return plain(500, textOf(reasonOf(error)));
    }
  }
}

function plain(status: number, text: string): Answer {
  return { status, type: TEXT, body: `${text}\n` };
}

function cannotListen(error: Error, address: string): MetricsError {
  const cause = { cause: error };
  switch (bindFailure(error)) {
    case 'taken':
      return new MetricsError('TAKEN', message('metrics.taken', { address }), { ...cause, mayHeal: true });
    case 'denied':
      return new MetricsError('DENIED', message('metrics.denied', { address }), cause);
    case 'not-here': {
      const reason = message('metrics.foreignAddress', { address, loopback: LOOPBACK });
      return new MetricsError('UNAVAILABLE', reason, { ...cause, mayHeal: true });
    }
    case 'other': {
      const reason = message('metrics.cannotListen', { address, why: reasonOf(error) });
      return new MetricsError('UNAVAILABLE', reason, cause);
    }
  }
}
