import { z } from 'zod';

const time = z.iso.datetime().describe('When, in UTC.');
const module = z.string().describe('The name of the module.');
const link = z.int().min(0).describe('The LinkID.');
const state = z.int().min(0).max(6);

/** Each line that `--json` prints behind the ready line; the reference page is made from this. */
export const EVENTS = [
  z
    .strictObject({
      event: z.literal('command'),
      time,
      module,
      host: z.string().describe('The host that sent it.'),
      line: z.string().describe('The line without its end; `"***"` in place of each secret.'),
      reply: z.string().describe('What was answered, line ends included.'),
      ok: z.boolean().describe('Whether it succeeded.'),
      ms: z
        .number()
        .min(0)
        .describe('Milliseconds from the line, or from the last byte of its data, to the reply.'),
      dataBytes: z.int().min(0).optional().describe('How many bytes of data it took, once they have come.'),
      codes: z.array(z.string()).optional().describe('The codes of a failure, as AT+SYSLOG=1 prints them.'),
      why: z.string().optional().describe('Why it failed, in one sentence.'),
    })
    .describe(
      'A command was answered or refused. One with data is told at its prompt and again when it is over.',
    ),
  z
    .strictObject({
      event: z.literal('message'),
      time,
      module,
      line: z.string().describe('The message without its line ends.'),
    })
    .describe('The module wrote a URC, `ready` too.'),
  z
    .strictObject({
      event: z.literal('state'),
      time,
      module,
      link,
      from: state.describe('The state before, as AT+MQTTCONN? prints it.'),
      to: state.describe('The state now.'),
      reason: z.string().describe('What moved it: a command, or what befell it.'),
    })
    .describe('A link changed its state.'),
  z
    .strictObject({
      event: z.literal('unread'),
      time,
      module,
      host: z.string().describe('The host that does not read.'),
      bytes: z.int().min(1).describe('Bytes dropped for it since it was attached.'),
      items: z.int().min(1).describe('The replies and URCs that they were.'),
    })
    .describe('A host does not read and loses output: told at the first loss, then once a minute at most.'),
  z
    .strictObject({
      event: z.literal('compat'),
      time,
      module,
      rule: z.string().describe('The rule, as docs/reference/compat.md lists them.'),
      why: z.string().describe('What happened, and what a genuine module does.'),
    })
    .describe('The module did what a genuine one would not have done: told once for each rule and module.'),
  z
    .strictObject({
      event: z.literal('fault'),
      time,
      module: z
        .string()
        .optional()
        .describe('The name of the module; without it, it is a fault of the embedded broker.'),
      fault: z.string().describe('Its name, as docs/reference/faults.md lists them.'),
      id: z.int().min(1).describe('Tells faults of one name apart.'),
      phase: z.enum(['begins', 'acts', 'ends']).describe('What became of it.'),
    })
    .describe('A fault that was switched on begins, acts or ends.'),
  z
    .strictObject({
      event: z.literal('exec'),
      time,
      module: z.string().optional().describe('The module whose exec port it is the host of.'),
      command: z.string().describe('What was run, as it was typed.'),
      pid: z.int().optional().describe('Its process, when it has begun.'),
      code: z.int().optional().describe('Its exit code, when it has ended; 128 and more: a signal ended it.'),
    })
    .describe('The program of --exec has begun or ended, or that of an exec port has ended.'),
  z
    .strictObject({
      event: z.literal('verdict'),
      time,
      code: z.int().describe('The exit code.'),
      why: z.string().optional().describe('Why it is not 0.'),
      traffic: z.array(z.string()).optional().describe('The last lines of the traffic.'),
    })
    .describe('How a run with --exec, --expect, --fail, --timeout or exec ports only came out.'),
  z
    .strictObject({
      event: z.literal('dropped'),
      time,
      count: z.int().min(1).describe('How many events are missing here.'),
    })
    .describe('The reader was too slow: no more than 1 MiB is kept for it.'),
] as const;

export const eventSchema = z.discriminatedUnion('event', EVENTS);

/** One event. */
export type Event = z.infer<typeof eventSchema>;

type Timeless<E> = E extends unknown ? Omit<E, 'time'> : never;
/** An event before it is dated. */
export type NewEvent = Timeless<Event>;
