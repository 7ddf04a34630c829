import { z } from 'zod';
import { schemeOf } from '../link/schemes.ts';

/** A name or an address, as `AT+MQTTCONN` takes them; no URL, and no port. */
export const hostName = z
  .string()
  .max(128)
  .regex(/^[A-Za-z0-9._:[\]-]*$/);

/** What MQTT lets a client subscribe to: wildcards fill whole levels, and `#` is the last one. */
export const topicFilter = z
  .string()
  .max(128)
  .regex(/^(?!$)(?:(?:[^+#/]*|\+)\/)*(?:[^+#/]*|\+|#)$/)
  .describe('The topic filter.');

/** What MQTT lets a client publish to; empty for nowhere. */
export const topicName = z
  .string()
  .max(128)
  .regex(/^[^+#]*$/);

const qos = z.int().min(0).max(2);

/** What `connect` says of link 0: the parameters of AT+MQTTUSERCFG, AT+MQTTCONNCFG, AT+MQTTCONN and AT+MQTTSUB. */
export const connectSchema = z.strictObject({
  host: hostName
    .default('')
    .describe(
      'The broker that link 0 connects to by itself when the module starts, again and again until it is reached and after each loss; empty: the host connects with AT commands.',
    ),
  port: z
    .int()
    .min(1)
    .max(65_535)
    .optional()
    .describe('Its port; 1883 unless given, or 8883 over TLS, 8083 over WebSocket, 8084 over both.'),
  scheme: z
    .int()
    .min(1)
    .max(10)
    .default(1)
    .describe('The scheme, as AT+MQTTUSERCFG counts: 1 TCP, 2 to 5 TLS, 6 WebSocket, 7 to 10 both.'),
  path: z.string().max(128).default('').describe('The resource of a WebSocket scheme.'),
  clientId: z.string().max(1024).default('').describe('The client ID; empty: the name of the module.'),
  username: z.string().max(1024).default('').describe('The user name; empty: none.'),
  password: z.string().max(1024).default('').describe('The password of that user; empty: none.'),
  passwordFile: z
    .string()
    .default('')
    .describe(
      'A file whose only line is the password; in a settings file relative to it. It is read when the program starts.',
    ),
  certKeyId: z
    .int()
    .min(0)
    .max(1)
    .default(0)
    .describe('Which stored certificate and key, for schemes that send one.'),
  caId: z.int().min(0).max(1).default(0).describe('Which stored CA, for schemes that check the broker.'),
  alpn: z
    .array(z.string().min(1).max(255))
    .max(5)
    .default([])
    .describe('Protocol names that are offered over TLS, as by AT+MQTTALPN.'),
  sni: z.string().max(255).default('').describe('The server name that is sent over TLS; empty: the host.'),
  keepAlive: z.int().min(1).max(7200).default(120).describe('Seconds of the keep alive.'),
  cleanSession: z
    .boolean()
    .default(true)
    .describe('Each connection begins anew; off: the broker keeps the session.'),
  will: z
    .strictObject({
      topic: topicName.default('').describe('Topic of the will; empty: no will.'),
      message: z.string().max(1024).default('').describe('Message of the will.'),
      qos: qos.default(0).describe('QoS of the will.'),
      retain: z.boolean().default(false).describe('Whether the broker keeps the will.'),
    })
    .prefault({}),
  topics: z
    .array(
      z.strictObject({
        filter: topicFilter,
        qos: qos.default(0).describe('The QoS asked for.'),
      }),
    )
    .max(64)
    .default([])
    .describe('What is subscribed once connected, and again after each loss: a filter and a qos each.'),
});

type ParsedConnect = z.infer<typeof connectSchema>;

/** Fills in the port that a scheme usually has. */
export function fillConnect(parsed: ParsedConnect): ParsedConnect & { readonly port: number } {
  const { tls, webSocket } = schemeOf(parsed.scheme);
  const usual = webSocket ? (tls ? 8084 : 8083) : tls ? 8883 : 1883;
  return { ...parsed, port: parsed.port ?? usual };
}
