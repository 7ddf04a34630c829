import { rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import cookie from '@fastify/cookie';
import swagger, { type SwaggerTransformObject } from '@fastify/swagger';
import Fastify, { type FastifyServerOptions } from 'fastify';
import {
  jsonSchemaTransform,
  jsonSchemaTransformObject,
  serializerCompiler,
} from 'fastify-type-provider-zod';
import { z } from 'zod';
import { reasonOf } from '#errors/atmqtt-error';
import { LANGUAGES, type LanguageCode } from '#messages/language';
import type { Log } from '#messages/log';
import { message } from '#messages/message';
import { parseSettings } from '#module/settings/parse';
import type { Settings } from '#module/settings/settings';
import { bindFailure } from '#net/bind-failure';
import { formatHostPort, type HostPort } from '#net/host-port';
import { closerOf, startListening } from '#net/listen';
import { PortError } from '#ports/errors';
import { onProcessExit } from '#ports/shared/process-exit';
import { parseUnixPath } from '#ports/unix/unix-path';
import { removeStaleSocket } from '#ports/unix/unix-stale';
import type { Clock } from '#time/clock';
import { Access } from './access.ts';
import { answerBroken, answerError, errorSchema } from './answers.ts';
import type { ControlApp } from './control-app.ts';
import { ControlError } from './control-error.ts';
import type { ControlledRun } from './controlled-run.ts';
import type { EventLog } from './events/event-log.ts';
import { limitPipelining, whenGone } from './gone.ts';
import { addNoPage } from './page/no-page.ts';
import { LiveRecording } from './recording/live-recording.ts';
import { COMMON_ROUTES, ROUTES } from './routes/index.ts';
import type { SwarmView } from './schemas/swarm.ts';
import { SECURITY_HEADERS } from './security-headers.ts';
import { validatorCompiler } from './validator.ts';

/** Where all of it is. */
const BASE = '/api/v1';
/** Bytes of a body; a message of MQTT that is longer comes from a broker. */
const MAX_BODY_BYTES = 1_048_576;
/** Characters of a name in a path. */
const MAX_NAME = 100;
/** Of programs and pages at a time, those that listen to events among them. */
const MAX_CONNECTIONS = 128;
/** Requests that wait for their answers at a time; one connection may carry many (pipelining). */
const MAX_WAITING = 256;
const JSON_TYPE = 'application/json';
const REFUSAL = {
  description: 'It is refused or fails.',
  content: { [JSON_TYPE]: { schema: errorSchema } },
};
/** Nobody has more to ask, or longer. */
const LIMITS = {
  bodyLimit: MAX_BODY_BYTES,
  requestTimeout: 10_000,
  keepAliveTimeout: 75_000,
  http: {
    ...{ maxHeaderSize: 8192, headersTimeout: 10_000, connectionsCheckingInterval: 2000 },
    // A request without it is refused here, in one sentence.
    requireHostHeader: false,
  },
};
/** In the place of its own, which the bundle leaves out. */
const COMPILERS = {
  compilersFactory: { buildValidator: () => validatorCompiler, buildSerializer: () => serializerCompiler },
  // Its types know only those of JSON Schema.
} as unknown as NonNullable<FastifyServerOptions['schemaController']>;
/** Sockets are made with mode 0600: whoever attaches may do anything. */
const OWNER_ONLY = 0o177;

/** Where a control plane listens: TCP, where a port that is taken may give way to a free one, or a Unix socket. */
export type ControlTarget =
  | (HostPort & { readonly fallbackToFreePort?: boolean })
  | { readonly path: string };

/** A swarm that is looked at. */
export interface ControlledSwarm {
  told(): SwarmView;
  /** Of its modules. */
  readonly settings: Settings;
}

/** What a control plane is made of. */
export interface ControlParts {
  /** Undefined: it is a swarm. */
  readonly run?: ControlledRun;
  readonly swarm?: ControlledSwarm;
  readonly events: EventLog;
  /** What looks on for recordings; without it nothing comes into them. */
  readonly recording?: LiveRecording | undefined;
  readonly clock: Clock;
  readonly log: Log;
  /** Undefined: none is asked for, which only a Unix socket allows. */
  readonly token: string | undefined;
  /** The folder of the page that is served; undefined: none is. */
  readonly page?: string | undefined;
  /** Of whoever has started the program. Default: English */
  readonly language?: LanguageCode | undefined;
}

/** The server of the control plane. */
export class ControlServer {
  readonly app: ControlApp;
  readonly #target: ControlTarget;
  readonly #access: Access;
  readonly #log: Log;
  #closeServer: (() => Promise<void>) | undefined;

  private constructor(app: ControlApp, access: Access, log: Log, target: ControlTarget) {
    this.app = app;
    this.#access = access;
    this.#log = log;
    this.#target = target;
  }

  /** Makes it, and its routes; it does not listen yet. */
  static async create(parts: ControlParts, target: ControlTarget): Promise<ControlServer> {
    const { log, clock, token, run, swarm, events, page, language = LANGUAGES[0] } = parts;
    const access = new Access({ host: 'path' in target ? undefined : target.host, token, clock });
    const app: ControlApp = Fastify({
      ...LIMITS,
      schemaController: COMPILERS,
      routerOptions: { maxParamLength: MAX_NAME },
      clientErrorHandler: answerBroken,
      frameworkErrors: (error, request, reply) => answerError(error, request, reply, log),
      return503OnClosing: false,
    }).withTypeProvider();
    app.setErrorHandler((error, request, reply) => answerError(error, request, reply, log));
    app.setNotFoundHandler((request, reply) =>
      answerError(
        new ControlError('NOT_FOUND', message('control.noRoute', { method: request.method, base: BASE })),
        ...([request, reply, log] as const),
      ),
    );
    // Only JSON: what a form of a foreign page can send is refused.
    app.removeContentTypeParser('text/plain');
    app.addHook('onSend', async (_request, reply) => {
      for (const [name, value] of Object.entries(SECURITY_HEADERS))
        if (!reply.hasHeader(name)) reply.header(name, value);
    });
    await app.register(cookie);
    let waiting = 0;
    app.addHook('onRequest', async (request, reply) => {
      limitPipelining(reply.raw);
      access.checkSource(request);
      if (request.routeOptions.config.open !== true) access.checkToken(request);
      if (request.routeOptions.config.waits !== true) return;
      if (waiting >= MAX_WAITING)
        throw new ControlError('TOO_MANY', message('control.tooManyRequests', { max: MAX_WAITING }));
      waiting++;
      whenGone(reply.raw, () => waiting--);
    });
    await app.register(swagger, {
      openapi: OPENAPI,
      transform: jsonSchemaTransform,
      transformObject: tidied,
    });
    app.addHook('onRoute', ({ schema }) => {
      if (schema !== undefined && schema.hide !== true)
        schema.response = { ...described(schema.response), '4xx': REFUSAL };
    });
    await app.register(
      (below: ControlApp, _options, done) => {
        const common = {
          ...{ language, events, access, clock, log, swarm: swarm && (() => swarm.told()) },
          serves: run === undefined ? ('swarm' as const) : ('run' as const),
          profileOf: (module: string | undefined) =>
            run?.profileOf(module) ?? swarm?.settings ?? parseSettings({}),
        };
        if (run === undefined) for (const add of COMMON_ROUTES) add(below, common);
        else {
          const recording = parts.recording ?? new LiveRecording(clock, events);
          for (const add of ROUTES) add(below, { ...common, run, recording });
        }
        done();
      },
      { prefix: BASE },
    );
    await addPageOf(page, app, log);
    await app.ready();
    return new ControlServer(app, access, log, target);
  }

  /** Begins to listen. @returns where @throws ControlError, PortError when it cannot */
  async listen(): Promise<ControlTarget> {
    const { server } = this.app;
    server.maxConnections = MAX_CONNECTIONS;
    // Whoever keeps a connection for later makes room for who asks now.
    server.on('drop', () => server.closeIdleConnections());
    this.#closeServer = closerOf(server);
    const target = this.#target;
    if ('path' in target) {
      // The system cuts a longer one and listens at another file.
      parseUnixPath(target.path, (why) => {
        const params = { address: `unix:${target.path}`, why };
        return new PortError('UNAVAILABLE', message('control.cannotListen', params));
      });
      await removeStaleSocket(target.path);
      await startListening(server, () => listenPrivately(() => server.listen(target.path))).catch(
        (error: unknown) => {
          throw cannotListen(target.path, error);
        },
      );
      const keepFile = onProcessExit(() => rmSync(target.path, { force: true }));
      server.once('close', keepFile);
    } else {
      await this.#bind(target);
    }
    // Later too: without file descriptors nobody can be accepted, which is no end of the program.
    server.on('error', () => {});
    const address = server.address();
    if (typeof address !== 'object' || address === null || 'path' in target) return target;
    this.#access.sessions.port = address.port;
    return { host: target.host, port: address.port };
  }

  async #bind(target: HostPort & { readonly fallbackToFreePort?: boolean }): Promise<void> {
    const { server } = this.app;
    const { host, port, fallbackToFreePort = false } = target;
    const bind = (wanted: number): Promise<void> => startListening(server, () => server.listen(wanted, host));
    try {
      await bind(port);
    } catch (error) {
      if (!fallbackToFreePort || bindFailure(error) !== 'taken')
        throw cannotListen(formatHostPort(target), error);
      await bind(0);
      const used = (server.address() as AddressInfo).port;
      this.#log('warn', 'control', message('control.otherPort', { taken: port, used }));
    }
  }

  /** A token for a page, which counts once. */
  tokenForOnce(): string {
    return this.#access.tokenForOnce();
  }

  /** Lets go of all connections and of the address; harmless when repeated. */
  async close(): Promise<void> {
    const close = this.#closeServer;
    this.#closeServer = undefined;
    await close?.();
    await this.app.close();
  }
}

/** @param folder undefined: the page was not asked for */
async function addPageOf(folder: string | undefined, app: ControlApp, log: Log): Promise<void> {
  if (folder === undefined) {
    addNoPage(app, message('control.noPage'));
    return;
  }
  const [{ addPage }, { pageFiles }] = await Promise.all([
    import('./page/add-page.ts'),
    import('./page/page-files.ts'),
  ]);
  const files = pageFiles(folder);
  if (files !== undefined) {
    addPage(app, files);
    return;
  }
  const why = message('control.pageNotBuilt', { folder });
  log('warn', 'control', why);
  addNoPage(app, why);
}

const OPENAPI = {
  openapi: '3.1.0' as const,
  info: {
    title: 'atmqtt control plane',
    description: 'Looks at a running atmqtt and acts on it.',
    version: '1.0.0',
  },
  components: {
    securitySchemes: {
      token: {
        type: 'http' as const,
        scheme: 'bearer',
        description: 'The token of the ready line, or of ATMQTT_CONTROL_TOKEN.',
      },
    },
  },
  security: [{ token: [] }],
};

/** Answers with what they are beside their schemas, where OpenAPI has it. */
function described(answers: unknown): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(answers as Readonly<Record<string, unknown>>).map(([status, schema]) => [
      status,
      schema instanceof z.ZodType && !(schema instanceof z.ZodNull)
        ? { description: schema.description ?? 'Done.', content: { [JSON_TYPE]: { schema } } }
        : schema,
    ]),
  );
}

/** The document without the bounds that numbers of JavaScript have anyway, and without shapes that nothing has. */
function tidied(document: Parameters<SwaggerTransformObject>[0]): ReturnType<SwaggerTransformObject> {
  const whole = JSON.parse(JSON.stringify(jsonSchemaTransformObject(document)), (key, value: unknown) =>
    (key === 'minimum' && value === Number.MIN_SAFE_INTEGER) ||
    (key === 'maximum' && value === Number.MAX_SAFE_INTEGER)
      ? undefined
      : value,
  );
  const { schemas } = whole.components;
  const used = new Set<string>();
  const look = (at: unknown): void => {
    for (const [, name = ''] of JSON.stringify(at).matchAll(/"#\/components\/schemas\/(\w+)"/g)) {
      if (used.has(name)) continue;
      used.add(name);
      look(schemas[name]);
    }
  };
  look(whole.paths);
  for (const name of Object.keys(schemas)) if (!used.has(name)) delete schemas[name];
  return whole;
}

/** The socket is made before `listen` returns, so that nothing else is made under this mask. */
function listenPrivately(listen: () => void): void {
  const before = process.umask(OWNER_ONLY);
  try {
    listen();
  } finally {
    process.umask(before);
  }
}

function cannotListen(address: string, error: unknown): ControlError {
  return bindFailure(error) === 'taken'
    ? new ControlError('TAKEN', message('control.taken', { address }), { cause: error, mayHeal: true })
    : new ControlError('UNAVAILABLE', message('control.cannotListen', { address, why: reasonOf(error) }), {
        cause: error,
        mayHeal: bindFailure(error) === 'not-here',
      });
}
