import { z } from 'zod';
import type { Status, ToldMessage } from '#metrics/status';

/** A message for who may read it in another language. */
export const toldSchema: z.ZodType<ToldMessage> = z
  .object({
    text: z.string().describe('The text, in English.'),
    key: z.string().describe('Its key in the catalogue of messages.'),
    params: z.unknown().describe('What it speaks of.'),
  })
  .meta({ id: 'Text', description: 'A text for people, and what it is made of.' });

const time = z.iso.datetime();

/** A link, as it is told with its module. */
export const linkStatusSchema = z
  .object({
    link: z.int().min(0).describe('The LinkID.'),
    state: z.int().min(0).max(6).describe('0 to 6, as AT+MQTTCONN? prints it.'),
    target: z.string().exactOptional().describe('HOST:PORT; left out before it has ever gone somewhere.'),
    since: time.exactOptional().describe('When it was connected, or came into that state.'),
    connects: z.int().min(0).describe('Connections that the broker accepted.'),
    reconnects: z.int().min(0).describe('Those of them that came back after a loss.'),
    losses: z.int().min(0).describe('Connections that were up and are gone.'),
    reason: toldSchema.exactOptional(),
  })
  .meta({ id: 'LinkStatus', description: 'A link; reason says why it is in that state.' });

/** What `GET /status` answers: the same as `/status` of the metrics. */
export const statusSchema: z.ZodType<Status> = z.object({
  program: z.literal('atmqtt'),
  version: z.string(),
  pid: z.int(),
  startedAt: time,
  ready: z.boolean().describe('Whether nothing keeps it from being ready.'),
  notReady: z
    .array(
      z.object({
        what: z.enum(['starting', 'stopping', 'waiting', 'port', 'link']),
        module: z.string().exactOptional(),
        port: z.string().exactOptional(),
        link: z.int().exactOptional(),
        state: z.int().exactOptional(),
        why: toldSchema,
      }),
    )
    .describe('What keeps it from being ready.'),
  modules: z.array(
    z.object({
      name: z.string(),
      ports: z.array(z.object({ port: z.string(), away: toldSchema.exactOptional() })),
      hosts: z.int().describe('How many hosts are attached.'),
      forks: z.int().describe('Modules of ports with fork.'),
      wifi: z.boolean().describe('Whether it has joined and has an address.'),
      links: z.array(linkStatusSchema),
      sessions: z.object({ count: z.int(), bytes: z.int() }).exactOptional(),
      certificates: z.array(z.object({ place: z.string(), validTo: time })),
    }),
  ),
});
