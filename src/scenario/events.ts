import { z } from 'zod';

const time = z.iso.datetime().describe('When, in UTC.');
const scenario = z.string().describe('The name of the scenario.');
const line = z.int().min(1).describe('Its line in the file.');

/** Each line that `atmqtt play --json` prints; the reference page is made from this. */
export const PLAY_EVENTS = [
  z
    .strictObject({
      event: z.literal('scenario'),
      time,
      scenario,
      file: z.string().describe('Its file.'),
      seed: z.int().min(0).describe('What its randomness begins with.'),
    })
    .describe('A scenario begins.'),
  z
    .strictObject({
      event: z.literal('waiting'),
      time,
      scenario,
      where: z.string().describe('Where it is: the path of a terminal, HOST:PORT, a URL.'),
    })
    .describe('The port is open, and nobody is at its other end yet.'),
  z
    .strictObject({
      event: z.literal('step'),
      time,
      scenario,
      line,
      step: z.string().describe('The step in one line.'),
      depth: z.int().min(0).describe('How many steps it is inside of.'),
      ok: z.boolean().describe('Whether it came out as it should.'),
      ms: z.number().min(0).describe('How many milliseconds it took.'),
      why: z.string().optional().describe('Why it failed.'),
    })
    .describe('A step is over; those inside of it were told before.'),
  z
    .strictObject({
      event: z.literal('fault'),
      time,
      scenario,
      fault: z.string().describe('Its name, such as wifi.drop.'),
      phase: z.enum(['begins', 'acts', 'ends']).describe('What became of it.'),
    })
    .describe('A fault begins, acts for the first time, or is over.'),
  z
    .strictObject({
      event: z.literal('outcome'),
      time,
      scenario,
      ok: z.boolean().describe('Whether all of its steps came out as they should.'),
      ms: z.number().min(0).describe('How many milliseconds it took.'),
      line: line.optional().describe('The line of the step that failed.'),
      why: z.string().optional().describe('Why it failed.'),
      traffic: z.array(z.string()).optional().describe('The last lines of the traffic, when it failed.'),
    })
    .describe('A scenario is over.'),
  z
    .strictObject({
      event: z.literal('verdict'),
      time,
      code: z.int().describe('The exit code.'),
      passed: z.int().min(0).describe('How many scenarios came through.'),
      failed: z.int().min(0).describe('How many did not.'),
    })
    .describe('All are over.'),
] as const;

export const playEventSchema = z.discriminatedUnion('event', PLAY_EVENTS);

type Timeless<E> = E extends unknown ? Omit<E, 'time'> : never;
/** An event before it is dated. */
export type NewPlayEvent = Timeless<z.infer<typeof playEventSchema>>;
