import type { IncomingMessage, ServerResponse } from 'node:http';
import type { FastifyBaseLogger, FastifyInstance, RawServerDefault } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import type { Log } from '#messages/log';
import type { Clock } from '#time/clock';
import type { Access } from './access.ts';
import type { ControlledRun } from './controlled-run.ts';
import type { EventLog } from './events/event-log.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Asked without the token. */
    open?: true;
    /** What is asked may take long. */
    waits?: true;
  }
}

/** What routes are added to: their schemas are zod's, and handlers get what has been checked by them. */
export type ControlApp = FastifyInstance<
  RawServerDefault,
  IncomingMessage,
  ServerResponse,
  FastifyBaseLogger,
  ZodTypeProvider
>;

/** What routes work on. */
export interface ControlContext {
  readonly run: ControlledRun;
  readonly events: EventLog;
  readonly access: Access;
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * Adds the routes of an area below `/api/v1`. Each has in its schema a `summary`, an `operationId`, and schemas of what it takes and
 * answers; what it does is code without Fastify, which throws an error of this project for what cannot be done.
 */
export type AddRoutes = (app: ControlApp, context: ControlContext) => void;
