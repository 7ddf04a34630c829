import { z } from 'zod';

const count = z.int().min(0);
const reasons = z.array(z.object({ reason: z.string().describe('The kind of reason.'), count }));
const packets = z.object({
  bytes: count.describe('Of all packets.'),
  messages: z
    .array(z.object({ qos: z.int().min(0).max(2), count, bytes: count.describe('Of their payloads.') }))
    .describe('PUBLISH packets by QoS, those that are sent again too.'),
  repeated: count.describe('PUBLISH packets with DUP.'),
});

/** What has been counted of a module since the program started. */
export const countersSchema = z.object({
  countedAs: z
    .string()
    .describe('Whom it is counted with: modules of one port with fork are counted together.'),
  commands: z.array(z.object({ command: z.string(), ok: count, error: count, busy: count })),
  errors: z.array(
    z.object({ code: z.string().describe('As AT+SYSLOG=1 prints it.'), name: z.string(), count }),
  ),
  restarts: count,
  dropped: z
    .object({ items: count, bytes: count })
    .describe('Replies and URCs that hosts which do not read have lost.'),
  dataTroubles: z.array(z.object({ trouble: z.enum(['stalled', 'timedOut', 'escaped']), count })),
  compat: z.array(z.object({ rule: z.string(), count })),
  links: z.array(
    z.object({
      link: z.int().min(0),
      attempts: count.describe('Connections that were begun.'),
      connects: count,
      reconnects: count,
      failures: reasons,
      losses: reasons,
      sent: packets,
      received: packets,
    }),
  ),
});
