import { z } from 'zod';
import type { FaultSet } from '#faults/fault-set';
import { faultMappingJsonSchema } from '#faults/json-schema';
import type { FaultMapping } from '#faults/parse';
import { areaOf, definitionOf, FAULT_NAMES, inputSchema } from '#faults/table';
import type { Language } from '#messages/language';
import { message } from '#messages/message';
import { addFault, listFaults, removeFault } from '../actions/fault-actions.ts';
import type { AddRoutes, ControlApp } from '../control-app.ts';
import { ControlError } from '../control-error.ts';
import type { EventLog } from '../events/event-log.ts';
import { languageOf } from '../language.ts';
import { digits, modulePath, sinceShape } from '../schemas/bytes.ts';
import { languageShape } from '../schemas/language.ts';

const told = z.object({
  id: z.int().min(1).describe('Tells faults of one name apart.'),
  fault: z.string().describe('Its name.'),
  parameters: z
    .record(z.string(), z.unknown())
    .describe('Its own parameters and its schedule, defaults filled in; times in milliseconds.'),
  active: z.boolean().describe('It has begun.'),
  acted: z.int().min(0).describe('How often it has acted.'),
  beginsInMs: z
    .number()
    .min(0)
    .exactOptional()
    .describe('Milliseconds until it begins; left out when it has.'),
  endsInMs: z
    .number()
    .min(0)
    .exactOptional()
    .describe(
      'Milliseconds until its time is over; left out where only its count ends it, or who switches it off.',
    ),
});

const list = z.object({ faults: z.array(told) });
const faultPath = z.object({ id: digits(1, Number.MAX_SAFE_INTEGER).describe('The id of the fault.') });
const name = z.object({ fault: z.enum(FAULT_NAMES).optional().describe('Only those of this name.') });

/** What is checked by the table itself, whose sentences say what is wrong. */
const body = z.looseObject({ fault: z.string().max(100).describe('Its name.') }).meta({
  id: 'Fault',
  ...faultMappingJsonSchema(),
  description: 'A fault as in a settings file; GET /faults has the table.',
});

/** What goes wrong on command, with a module and with the embedded broker. */
export const addFaultRoutes: AddRoutes = (app, { run, events }) => {
  app.route({
    method: 'GET',
    url: '/faults',
    schema: {
      tags: ['faults'],
      operationId: 'getFaultTable',
      summary:
        'All faults there are: what each does, what a host sees of it, and the JSON Schema of its parameters.',
      querystring: z.strictObject(languageShape),
      response: {
        200: z.object({
          faults: z.array(
            z.object({
              fault: z.string(),
              area: z.string(),
              about: z.string().describe('What it does.'),
              hostSees: z.string().describe('What a host sees of it.'),
              parameters: z.record(z.string(), z.unknown()).describe('JSON Schema of what is given with it.'),
            }),
          ),
        }),
      },
    },
    handler: async ({ query: { lang }, headers }) => ({
      faults: faultTable(await languageOf(lang, headers['accept-language'])),
    }),
  });

  addFor(app, {
    of: 'module',
    events,
    url: '/modules/:module/faults',
    path: modulePath,
    find: (params) => {
      const { unit } = run.module(String(params.module));
      if (unit.faults !== undefined) return unit.faults.set;
      throw new ControlError('CONFLICT', message('controlAction.noFaultsHere'));
    },
  });

  addFor(app, {
    of: 'broker',
    events,
    url: '/broker/faults',
    path: z.object({}),
    find: () => {
      const set = run.running?.brokerFaults;
      if (set !== undefined) return set;
      throw new ControlError('NOT_FOUND', message('controlAction.noBroker'));
    },
  });
};

interface FaultPlace {
  readonly of: 'module' | 'broker';
  readonly events: EventLog;
  readonly url: string;
  readonly path: z.ZodObject;
  find(params: Readonly<Record<string, unknown>>): FaultSet;
}

function addFor(app: ControlApp, { of, events, url, path, find }: FaultPlace): void {
  const title = of === 'module' ? 'Module' : 'Broker';
  const whose = of === 'module' ? 'a module' : 'the embedded broker';
  app.route({
    method: 'GET',
    url,
    schema: {
      tags: ['faults'],
      operationId: `list${title}Faults`,
      summary: `The faults of ${whose} that are on, the first one first.`,
      params: path,
      response: { 200: list },
    },
    handler: ({ params }) => ({ faults: listFaults(find(params)) }),
  });

  app.route({
    method: 'POST',
    url,
    schema: {
      tags: ['faults'],
      operationId: `add${title}Fault`,
      summary: `Switches a fault of ${whose} on.`,
      params: path,
      body,
      response: { 201: told.extend(sinceShape) },
    },
    handler: ({ params, body: given }, reply) => {
      const since = events.lastId;
      void reply.code(201);
      return { ...addFault(find(params), given as FaultMapping), since };
    },
  });

  app.route({
    method: 'DELETE',
    url: `${url}/:id`,
    schema: {
      tags: ['faults'],
      operationId: `remove${title}Fault`,
      summary: `Switches a fault of ${whose} off.`,
      params: path.extend(faultPath.shape),
      response: { 204: z.null().describe('It is off.') },
    },
    handler: ({ params }, reply) => {
      removeFault(find(params), Number(params.id));
      void reply.code(204).send(null);
    },
  });

  app.route({
    method: 'DELETE',
    url,
    schema: {
      tags: ['faults'],
      operationId: `remove${title}Faults`,
      summary: `Switches all faults of ${whose} off, or those of one name.`,
      params: path,
      querystring: name,
      response: { 204: z.null().describe('They are off.') },
    },
    handler: ({ params, query }, reply) => {
      find(params).remove(query.fault);
      void reply.code(204).send(null);
    },
  });
}

function faultTable({ textOf, describe }: Language) {
  return FAULT_NAMES.map((fault) => {
    const { $schema: _, ...schema } = z.toJSONSchema(inputSchema(fault), { io: 'input' });
    const { about, hostSees } = definitionOf(fault);
    const parameters = JSON.parse(JSON.stringify(schema), (key, value: unknown) =>
      key === 'description' && typeof value === 'string' ? describe(value) : value,
    ) as Record<string, unknown>;
    return { fault, area: areaOf(fault), about: textOf(about), hostSees: textOf(hostSees), parameters };
  });
}
