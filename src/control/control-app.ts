import type { IncomingMessage, ServerResponse } from 'node:http';
import type { FastifyBaseLogger, FastifyInstance, RawServerDefault } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import type { LanguageCode } from '#messages/language';
import type { Log } from '#messages/log';
import type { Settings } from '#module/settings/settings';
import type { Clock } from '#time/clock';
import type { Access } from './access.ts';
import type { ControlledRun } from './controlled-run.ts';
import type { EventLog } from './events/event-log.ts';
import type { LiveRecording } from './recording/live-recording.ts';
import type { SwarmView } from './schemas/swarm.ts';

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

/** What all routes work on. */
export interface CommonContext {
  readonly serves: 'run' | 'swarm';
  /** Of a swarm: how it is. */
  readonly swarm: (() => SwarmView) | undefined;
  /** Of whoever has started the program. */
  readonly language: LanguageCode;
  /**
   * The settings that say what the commands of a module are; of the first one unless it is named, and the same for all of a swarm.
   * @throws ControlError `NOT_FOUND`
   */
  profileOf(module: string | undefined): Settings;
  readonly events: EventLog;
  readonly access: Access;
  readonly clock: Clock;
  readonly log: Log;
}

/** What routes of a run work on. */
export interface ControlContext extends CommonContext {
  readonly run: ControlledRun;
  readonly recording: LiveRecording;
}

/** Adds routes that there are for a run and for a swarm. */
export type AddCommonRoutes = (app: ControlApp, context: CommonContext) => void;

/**
 * Adds the routes of an area below `/api/v1`. Each has in its schema a `summary`, an `operationId`, and schemas of what it takes and
 * answers; what it does is code without Fastify, which throws an error of this project for what cannot be done.
 */
export type AddRoutes = (app: ControlApp, context: ControlContext) => void;
