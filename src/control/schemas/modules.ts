import { z } from 'zod';
import { linkStatusSchema, toldSchema } from './status.ts';

const qos = z.int().min(0).max(2);

/** A module, as `GET /modules` has it. */
export const moduleSchema = z
  .object({
    name: z.string(),
    fork: z.boolean().describe('It is of one connection to a port with fork, and ends with it.'),
    ports: z.array(
      z.object({
        port: z.string().describe('Kind and address; not the command line of a program.'),
        kind: z.string(),
        away: toldSchema.optional(),
      }),
    ),
    hosts: z.int().min(0).describe('How many hosts are attached.'),
    paused: z.boolean().describe('No bytes are taken from hosts now.'),
    powered: z.boolean().describe('It has power.'),
    wifi: z.object({
      state: z.int().min(0).max(4).describe('As AT+CWSTATE? prints it.'),
      connected: z.boolean().describe('It has joined and has an address.'),
      ssid: z.string().describe('The access point joined last; empty: none.'),
      mac: z.string(),
      ip: z.string(),
      gateway: z.string(),
      netmask: z.string(),
    }),
    clock: z.object({
      now: z.string().nullable().describe('What its clock says, in UTC; null: what no date can be.'),
      set: z.boolean().describe('SNTP or AT+SYSTIMESTAMP has set it since power-on.'),
    }),
    uart: z
      .object({
        baud: z.int(),
        dataBits: z.int(),
        stopBits: z.int(),
        parity: z.int(),
        flowControl: z.int(),
      })
      .describe('In the numbers of AT+UART_CUR.'),
    faults: z.int().min(0).describe('How many faults of it are on.'),
    links: z.array(linkStatusSchema),
  })
  .meta({ id: 'Module', description: 'A module, as it is now.' });

/** A link with all that commands have set on it. */
export const linkSchema = linkStatusSchema.extend({
  attempt: z
    .enum(['none', 'first', 'pending', 'waiting', 'again'])
    .describe(
      'What is under way towards a connection: first: a command waits for it; pending: until it can connect by itself; waiting: for the next try; again: such a try.',
    ),
  reconnect: z.boolean().describe('The `<reconnect>` of the last AT+MQTTCONN.'),
  bySetting: z.boolean().describe('The setting connect has configured it, and no host has taken it over.'),
  user: z
    .object({
      scheme: z.int().min(1).max(10),
      clientId: z.string(),
      username: z.string(),
      password: z.string().describe('*** in place of one; empty: there is none.'),
      certKeyId: z.int(),
      caId: z.int(),
      path: z.string(),
      alpn: z.array(z.string()),
      sni: z.string(),
    })
    .optional()
    .describe('What AT+MQTTUSERCFG and the commands that refine it have set; left out in state 0.'),
  connection: z
    .object({
      keepAlive: z.int().describe('Seconds.'),
      cleanSession: z.boolean(),
      will: z
        .object({ topic: z.string(), message: z.string(), qos, retain: z.boolean() })
        .optional()
        .describe('Left out where there is none.'),
    })
    .describe('What AT+MQTTCONNCFG has set, or its defaults.'),
  subscriptions: z.array(z.object({ filter: z.string(), qos: qos.describe('What was asked for.') })),
  inFlight: z
    .array(
      z.object({
        id: z.int().describe('The packet identifier.'),
        topic: z.string(),
        qos,
        retain: z.boolean(),
        phase: z.enum(['publish', 'release']).describe('release: PUBREC came, PUBCOMP has not.'),
        bytes: z.int().min(0).describe('Of its payload; 0 once that is not needed any more.'),
        text: z.string().describe('The first 1024 bytes of it.'),
      }),
    )
    .describe('Messages of QoS 1 and 2 that the broker has not acknowledged, the oldest first.'),
});
