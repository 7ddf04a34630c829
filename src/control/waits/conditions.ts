import { z } from 'zod';
import { parsePattern } from '#expect/patterns';
import { matches } from '#faults/broker/topics';
import type { ControlEvent } from '../events/events.ts';

const module = z.string().max(100).optional().describe('The name of the module; any module unless given.');
const host = z.string().max(200).optional().describe('The host that sent it; any host unless given.');
const pattern = (about: string) =>
  z
    .string()
    .min(1)
    .max(8192)
    .optional()
    .describe(`${about}: text that is in it, or a regular expression between slashes.`);
const link = z.int().min(0).max(4).optional().describe('The LinkID; any link unless given.');
const state = z.int().min(0).max(6);

const shapes = {
  command: {
    module,
    host,
    command: pattern('The line of the command'),
    ok: z.boolean().optional().describe('Whether it has succeeded; either unless given.'),
  },
  state: {
    module,
    link,
    state: z
      .union([state, z.array(state).min(1).max(7)])
      .describe(
        'The state, as AT+MQTTCONN? prints it, or any of several. Without since the present one counts.',
      ),
  },
  publish: {
    module,
    link,
    topic: z.string().min(1).max(65_535).optional().describe('A topic filter that the topic matches.'),
    text: pattern('The payload, as UTF-8'),
    qos: z.int().min(0).max(2).optional(),
  },
  message: { module, text: pattern('The URC without its line ends') },
  compat: { module, rule: z.string().max(100).optional().describe('The rule; any unless given.') },
  event: {
    module,
    event: z.string().min(1).max(100).describe('Its type.'),
    fields: z
      .record(z.string().max(100), z.union([z.string(), z.number(), z.boolean()]))
      .optional()
      .describe('Fields that it must have, with these values.'),
  },
} as const;

/** What comes with every wait. */
const times = {
  since: z
    .int()
    .min(0)
    .optional()
    .describe(
      'The id of an event: what came behind it counts too, so that nothing is missed between two requests.',
    ),
  timeoutMs: z.int().min(1).max(3_600_000).default(10_000).describe('Milliseconds to wait at most.'),
};

type Kind = keyof typeof shapes;

function waitOf<K extends Kind, S extends z.ZodRawShape>(kind: K, shape: S, about: string) {
  return z.strictObject({ for: z.literal(kind), ...shape, ...times }).describe(about);
}

/** What can be waited for. */
export const waitSchema = z.discriminatedUnion('for', [
  waitOf('command', shapes.command, 'A command was answered or refused.'),
  waitOf('state', shapes.state, 'A link is in a state.'),
  waitOf('publish', shapes.publish, 'A module has published to its broker.'),
  waitOf('message', shapes.message, 'A module wrote a URC.'),
  waitOf('compat', shapes.compat, 'A module did what a genuine one would not have done.'),
  waitOf('event', shapes.event, 'Any event.'),
]);

export type Wanted = z.output<typeof waitSchema>;

type Fields = Readonly<Record<string, unknown>>;

/** Whether an event is what is waited for. @throws UsageError for a regular expression that is none */
export function conditionOf(wanted: Wanted): (event: ControlEvent) => boolean {
  const kind = wanted.for === 'event' ? wanted.event : EVENT_OF[wanted.for];
  const inner = fieldsFit(wanted);
  return (event) =>
    event.event === kind &&
    (wanted.module === undefined || ('module' in event && event.module === wanted.module)) &&
    inner(event);
}

const EVENT_OF: Readonly<Record<Exclude<Kind, 'event'>, string>> = {
  command: 'command',
  state: 'state',
  publish: 'packet',
  message: 'message',
  compat: 'compat',
};

function fieldsFit(wanted: Wanted): (event: Fields) => boolean {
  switch (wanted.for) {
    case 'command': {
      const line = textFits('command', wanted.command);
      return (event) => line(event.line) && is(event.ok, wanted.ok) && is(event.host, wanted.host);
    }
    case 'state': {
      const states = [wanted.state].flat();
      return ({ to, link: id }) => states.includes(Number(to)) && is(id, wanted.link);
    }
    case 'publish': {
      const text = textFits('text', wanted.text);
      const { topic } = wanted;
      return (event) =>
        event.packet === 'PUBLISH' &&
        event.direction === 'sent' &&
        is(event.link, wanted.link) &&
        is(event.qos, wanted.qos) &&
        (topic === undefined || matches(topic, String(event.topic))) &&
        text(event.payload);
    }
    case 'message': {
      const text = textFits('text', wanted.text);
      return (event) => text(event.line);
    }
    case 'compat':
      return (event) => is(event.rule, wanted.rule);
    case 'event':
      return (event) => Object.entries(wanted.fields ?? {}).every(([name, value]) => event[name] === value);
  }
}

function textFits(option: string, text: string | undefined): (found: unknown) => boolean {
  if (text === undefined) return () => true;
  const wanted = parsePattern(option, text);
  return (found) => typeof found === 'string' && wanted.find(found, 0, 0) !== undefined;
}

function is(found: unknown, wanted: unknown): boolean {
  return wanted === undefined || found === wanted;
}
