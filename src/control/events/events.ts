import { z } from 'zod';
import { EVENTS } from '#expect/events';
import { swarmShape } from '../schemas/swarm.ts';

const time = z.iso.datetime().describe('When, in UTC.');
const module = z.string().describe('The name of the module.');
const link = z.int().min(0).describe('The LinkID.');
const bytes = z.int().min(0).describe('How many bytes it was.');

/** What a text of an event is made of, as in `Text`. */
const textShape = {
  key: z.string().exactOptional().describe('The key of its text in the catalogue of messages.'),
  params: z
    .unknown()
    .exactOptional()
    .describe('What that text speaks of, for who tells it in another language.'),
};
const packetId = z.int().min(0).max(65_535).exactOptional();

/** What `--json` does not tell: the traffic itself, and what happens to a module. */
const TIMELINE_EVENTS = [
  z
    .object({
      event: z.literal('traffic'),
      time,
      module,
      from: z.enum(['host', 'module']).describe('Who sent it.'),
      host: z.string().exactOptional().describe('Which host sent it.'),
      text: z
        .string()
        .describe(
          'The line or URC without its line ends, or the reply with them: secrets masked, data counted, cut behind 8192 characters.',
        ),
      bytes,
      data: z.literal(true).exactOptional().describe('It is data that a command has asked for.'),
      urc: z.literal(true).exactOptional().describe('It is a URC, which answers nothing.'),
      base64: z
        .string()
        .exactOptional()
        .describe(
          'The bytes, in Base64, where they are not the text, with CR LF behind it or around it: other line ends, and what is not UTF-8. Not of what is masked.',
        ),
      ...textShape,
    })
    .describe('Something went over the UART: a line, data, a reply or a URC, once it was whole.'),
  z
    .object({
      event: z.literal('packet'),
      time,
      module,
      link,
      direction: z.enum(['sent', 'received']).describe('As the module sees it.'),
      packet: z.string().describe('Its name, such as PUBLISH.'),
      text: z.string().describe('What matters of it, in one line, without passwords.'),
      bytes,
      topic: z.string().exactOptional().describe('Of a PUBLISH: its topic.'),
      qos: z.int().min(0).max(2).exactOptional().describe('Of a PUBLISH: its QoS.'),
      retain: z.boolean().exactOptional().describe('Of a PUBLISH: whether it is retained.'),
      payload: z
        .string()
        .exactOptional()
        .describe('Of a PUBLISH: its payload as UTF-8, cut behind 8192 characters.'),
      payloadBase64: z
        .string()
        .exactOptional()
        .describe('Of a PUBLISH whose payload is not UTF-8: its first 8192 bytes, in Base64.'),
      dup: z.literal(true).exactOptional().describe('Of a PUBLISH: it is sent again.'),
      packetId: packetId.describe('The packet identifier, where it has one.'),
      returnCode: z.int().min(0).max(255).exactOptional().describe('Of a CONNACK: its return code.'),
      base64: z
        .string()
        .exactOptional()
        .describe(
          'All of it, in Base64, unless it is a PUBLISH or has more than 1024 bytes; the password of a CONNECT as asterisks.',
        ),
    })
    .describe('An MQTT packet went to a broker or came from it, in clear also where TLS carried it.'),
  z
    .object({
      event: z.literal('connection'),
      time,
      module,
      link,
      phase: z
        .enum([
          'dials',
          'address',
          'attempt',
          'tcp',
          'tls',
          'verified',
          'websocket',
          'open',
          'foreign',
          'closed',
        ])
        .describe(
          'dials: it begins; address: the name is looked up; attempt: a TCP connection to one address begins; tcp, tls, websocket: that step is done; verified: the certificates were judged; open: MQTT may begin; foreign: what comes is no MQTT; closed: it is over.',
        ),
      address: z.string().describe('HOST:PORT as it was dialled.'),
      detail: z
        .record(z.string(), z.unknown())
        .exactOptional()
        .describe('What was found: an address, the version of TLS, the certificates, a status.'),
      reason: z.string().exactOptional().describe('Why it is over, where that was no orderly end.'),
      ...textShape,
    })
    .describe('A connection to a broker comes about step by step, or ends.'),
  z
    .object({
      event: z.literal('wifi'),
      time,
      module,
      phase: z.enum(['joined', 'gotAddress', 'left']),
      ssid: z.string().describe('The name of the access point.'),
    })
    .describe('The Wi-Fi station joined an access point, got an address, or is in no network any more.'),
  z
    .object({
      event: z.literal('clock'),
      time,
      module,
      clock: z.string().describe('What the clock of the module says now.'),
    })
    .describe('SNTP, AT+SYSTIMESTAMP or the control plane has set the clock of the module.'),
  z
    .object({ event: z.literal('swarm'), time, ...swarmShape })
    .describe('Once a second: how a swarm is, as GET /swarm tells it. In a run there is none.'),
  z
    .object({
      event: z.literal('recording'),
      time,
      state: z
        .enum(['running', 'ended', 'full'])
        .describe('full: it has ended because it may not become larger.'),
    })
    .describe('The recording of the control plane begins or ends.'),
  z
    .object({
      event: z.literal('power'),
      time,
      module,
      phase: z
        .enum(['on', 'restarts', 'sleeps', 'awaitsDownload', 'cut', 'off'])
        .describe(
          'on: it boots, whatever it was before; cut: without power while hosts stay; off: for good.',
        ),
    })
    .describe('The module boots, restarts, sleeps, or loses its power.'),
  z
    .object({
      event: z.literal('dropped'),
      time,
      count: z.int().min(1).describe('How many events are missing here, of all types.'),
    })
    .describe('Events are missing here: who reads is too slow, or asked for what is no longer kept.'),
] as const;

/** Events of `--json` with a text for people in them. */
const TOLD: ReadonlySet<string> = new Set(['command', 'state', 'compat', 'verdict']);

/** Every event of the control plane. */
export const CONTROL_EVENTS = [
  ...EVENTS.filter((schema) => schema.shape.event.value !== 'dropped').map((schema) =>
    TOLD.has(schema.shape.event.value) ? schema.extend(textShape).describe(schema.description ?? '') : schema,
  ),
  ...TIMELINE_EVENTS,
] as const;

/** The types of events, as filters name them. */
export const EVENT_TYPES = CONTROL_EVENTS.map(({ shape }) => shape.event.value);

/** What a text of an event is made of. */
const madeText = z.object(textShape);

/** One event, as it is told. */
export type ControlEvent =
  | (z.infer<(typeof EVENTS)[number]> & z.infer<typeof madeText>)
  | z.infer<(typeof TIMELINE_EVENTS)[number]>;

type Timeless<E> = E extends unknown ? Omit<E, 'time'> : never;
/** An event before it is dated. */
export type NewControlEvent = Timeless<ControlEvent>;
