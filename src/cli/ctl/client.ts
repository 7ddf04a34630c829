import { type ClientRequest, type IncomingMessage, request as requestPlain } from 'node:http';
import { request as requestSecure } from 'node:https';
import { reasonOf } from '#errors/atmqtt-error';
import { UsageError } from '#errors/usage-error';
import { type Message, message } from '#messages/message';
import { escapeControls } from '#text/escape-controls';
import { notedText } from '../language.ts';
import { CtlError } from './ctl-error.ts';
import type { CtlTarget } from './target.ts';

const BASE = '/api/v1';
/** Milliseconds for an answer that comes at once. */
const PATIENCE_MS = 10_000;
/** More than any program has to say at a time. */
const MAX_BYTES = 67_108_864;
const NOT_FOUND = 404;
/** Of answers that say that the request itself is wrong, or its sender. */
const REFUSED = new Set([400, 401, 403, 405, 413, 415, 421]);

/** How something is asked for. */
interface Asked {
  readonly method?: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** Sent as JSON. */
  readonly body?: unknown;
  /** A field that what is answered has; without it something else is served there, and nothing was done. */
  readonly has?: string;
  /** Milliseconds that the answer may take besides. */
  readonly waitMs?: number;
}

/** Asks the control plane of a running program. */
export class CtlClient {
  readonly #target: CtlTarget;

  constructor(target: CtlTarget) {
    this.#target = target;
  }

  /** Where it is, for people. */
  get place(): string {
    const { url, path } = this.#target;
    return url?.host ?? `unix:${path}`;
  }

  /**
   * Asks for something.
   * @param path below `/api/v1`
   * @returns what is answered; undefined for nothing
   * @throws CtlError; UsageError for a token that cannot be sent
   */
  async ask(path: string, asked: Asked = {}): Promise<unknown> {
    const answer = await this.#open(path, asked);
    const text = await textIn(answer);
    const { statusCode = 0 } = answer;
    const body = jsonIn(text);
    if (statusCode >= 200 && statusCode < 300) {
      const missing = asked.has !== undefined && !(Object(body) === body && asked.has in Object(body));
      if (missing || (text !== '' && body === undefined)) throw this.#notOurs();
      return body;
    }
    throw this.#refusal(statusCode, body);
  }

  /**
   * Asks for something that comes bit by bit.
   * @throws CtlError
   */
  async stream(path: string): Promise<IncomingMessage> {
    const answer = await this.#open(path, { waitMs: Number.POSITIVE_INFINITY });
    if (answer.statusCode === 200) return answer;
    throw this.#refusal(answer.statusCode ?? 0, jsonIn(await textIn(answer)));
  }

  #open(path: string, { method, body, waitMs = 0 }: Asked): Promise<IncomingMessage> {
    const { url, path: socketPath, token } = this.#target;
    const json = body === undefined ? undefined : JSON.stringify(body);
    const where =
      url === undefined
        ? { socketPath, host: 'localhost' }
        : { host: url.hostname.replace(/^\[|\]$/g, ''), port: url.port };
    const options = {
      ...where,
      path: `${BASE}${path}`,
      method: method ?? (json === undefined ? 'GET' : 'POST'),
      agent: false,
      headers: {
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
        ...(json !== undefined && { 'content-type': 'application/json' }),
      },
    };
    return new Promise((resolve, reject) => {
      const fail = (error: unknown): void => {
        const reason = message('ctl.unreachable', { place: this.place, why: reasonOf(error) });
        reject(new CtlError('UNREACHABLE', reason, { cause: error }));
      };
      let sent: ClientRequest;
      try {
        const send = url?.protocol === 'https:' ? requestSecure : requestPlain;
        sent = send(options, resolve);
      } catch (error) {
        // A token with a line end in it is no header.
        return reject(new UsageError(message('ctl.badToken'), { cause: error }));
      }
      if (Number.isFinite(waitMs)) {
        sent.setTimeout(PATIENCE_MS + waitMs, () => {
          sent.destroy(new UsageError(message('ctl.noAnswer', { seconds: (PATIENCE_MS + waitMs) / 1000 })));
        });
      }
      sent.on('error', fail);
      sent.end(json);
    });
  }

  #notOurs(): CtlError {
    const why = message('metrics.notOurs');
    return new CtlError('UNREACHABLE', message('ctl.unreachable', { place: this.place, why }));
  }

  #refusal(status: number, body: unknown): CtlError {
    const { error } = (body ?? {}) as { error?: { text?: unknown; key?: unknown; parameters?: unknown } };
    if (typeof error?.text !== 'string') {
      return status === NOT_FOUND || status === 0 || body === undefined
        ? this.#notOurs()
        : new CtlError('FAILED', message('ctl.status', { status }));
    }
    const code = REFUSED.has(status) ? 'REFUSED' : 'FAILED';
    return new CtlError(code, reasonIn(error.key, error.parameters, error.text), { answer: body });
  }
}

/** In the language of who reads it; as it came where the program that told it is of another version. */
function reasonIn(key: unknown, params: unknown, text: string): Message {
  const told = { key: String(key), params };
  try {
    notedText(told);
    return told;
  } catch {
    return message('errors.foreign', { text: escapeControls(text) });
  }
}

async function textIn(answer: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    size += chunk.length;
    if (size > MAX_BYTES) throw new CtlError('UNREACHABLE', message('metrics.notOurs'));
  }
  return Buffer.concat(chunks).toString();
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
