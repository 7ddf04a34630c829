import { z } from 'zod';
import { fileSchema as settingsFileSchema } from '#config/file-schema';
import { FAULT_NAMES, inputSchema } from '#faults/table';
import { showMapping } from '#module/settings/schema';
import { settingsSchema } from '#module/settings/settings';
import { MAX_SEED } from '#random/random';
import { MAX_TIMER_MS, parseDuration } from '#time/duration';
import { escapeExpression } from './escape-expression.ts';
import { THRESHOLD } from './threshold.ts';

const MAX_TIMES = 1_000_000;
const MAX_UINT32 = 0xffff_ffff;

/** Without a unit nobody knows whether seconds or milliseconds are meant. */
const duration = z
  .string()
  .regex(/^\d+(\.\d+)?(ms|s|m|h)$/)
  .refine((text) => (parseDuration(text) ?? MAX_TIMER_MS + 1) <= MAX_TIMER_MS);
const text = z.string();
const filled = z.string().min(1);
const timeout = duration
  .optional()
  .describe('How long to wait for it: 500ms, 10s, 2m. Default: the timeout of the scenario.');
const scalar = z.union([z.string(), z.number(), z.boolean()]);
const qos = z.int().min(0).max(2);
const silence = z.strictObject({ silence: duration.describe('For so long the module says nothing.') });

const urc = z
  .object({ urc: filled.describe('Its name: +MQTTSUBRECV, WIFI GOT IP.') })
  .catchall(scalar)
  .describe(
    'A URC with these fields, by the names of docs/reference/urcs.md; a value may be a /regular expression/.',
  );
const published = z.strictObject({
  published: z
    .strictObject({
      topic: filled.describe('The topic it was published on.'),
      payload: text.optional().describe('Its payload; a text or a /regular expression/.'),
      qos: qos.optional().describe('The QoS it was published with.'),
      retain: z.boolean().optional().describe('Whether it is to be retained.'),
    })
    .describe('What the embedded broker has got from a client.'),
});
const expectTexts = z.array(filled).min(1).describe('All of these, in this order.');

/** What `expect` of a step of its own takes. */
export const EXPECTATIONS = { urc, published, silence } as const;

const at = (line: z.ZodType) => ({
  at: line,
  expect: z
    .union([filled, expectTexts, silence])
    .optional()
    .describe(
      'What comes back besides the end of the answer: a text, a /regular expression/, or a list of them in their order. Default: nothing more.',
    ),
  fails: z
    .union([z.literal(true), z.int().min(1).max(MAX_UINT32), z.string().regex(/^0x[0-9a-fA-F]{1,8}$/)])
    .optional()
    .describe('It is answered ERROR; with this code, as AT+SYSLOG=1 prints it or as the manual has it.'),
  data: text.optional().describe('What is sent after the prompt.'),
  exact: z
    .boolean()
    .optional()
    .describe('With --as module: the host must send exactly this line. Default: a line with this command.'),
  optional: z.boolean().optional().describe('With --as module: the host need not send it.'),
  timeout,
});

/** What each kind of step takes. @param steps what the steps inside another one are */
function stepShapes(steps: z.ZodType) {
  return {
    at: at(filled.describe('An AT line without its line end. The host sends it and awaits OK.')),
    send: { send: filled.describe('Bytes that the host sends as they are; ⏎ is CR LF, ‹ff 0a› are bytes.') },
    expect: {
      expect: z
        .union([filled, expectTexts, urc, published, silence])
        .describe(
          'What must come now: a text, a /regular expression/, a list of them, a URC, what the broker has got, or silence.',
        ),
      timeout,
    },
    publish: {
      publish: z
        .strictObject({
          topic: filled.describe('Without wildcards.'),
          payload: text.default('').describe('⏎ is CR LF, ‹ff 0a› are bytes.'),
          qos: qos.default(0).describe('0, 1 or 2.'),
          retain: z.boolean().default(false).describe('Whether the broker keeps it.'),
        })
        .describe('The embedded broker publishes it.'),
    },
    fault: {
      fault: z
        .union([filled, z.strictObject({ remove: filled }), z.looseObject({ name: filled })])
        .describe(
          'Switches a fault on: wifi.drop,for=2s, or a mapping with its name and parameters. remove: NAME switches it off.',
        ),
    },
    wait: {
      wait: z
        .union([
          duration,
          z.strictObject({
            state: z.int().min(0).max(6).describe('As AT+MQTTCONN? prints it.'),
            link: z.int().min(0).max(9).default(0).describe('The LinkID.'),
          }),
        ])
        .describe('Goes on after this time, or when a link has this state.'),
      timeout,
    },
    repeat: {
      repeat: z
        .strictObject({ times: z.int().min(1).max(MAX_TIMES), steps })
        .describe('Does the steps so many times; {seq} is the number of the round, from 1.'),
    },
    within: {
      within: z
        .strictObject({ time: duration, steps })
        .describe('All of the steps must be done in this time.'),
    },
    parallel: {
      parallel: z
        .array(steps)
        .min(2)
        .describe('Lists of steps that are done side by side; it is over when all are.'),
    },
    reset: {
      reset: z.literal(true).describe('Resets the module, as its reset line does, and waits for ready.'),
    },
    power: {
      power: z.union([z.enum(['on', 'off']), z.boolean()]).describe('Switches the module off, or on again.'),
    },
  } as const;
}

/** The name of a kind of step. */
export type StepName = keyof ReturnType<typeof stepShapes>;

/** The key `fault` may have the parameters of the fault beside it. */
const LOOSE: readonly StepName[] = ['fault'];

/** The schema of each kind of step. */
export function stepSchemas(steps: z.ZodType): Readonly<Record<StepName, z.ZodObject>> {
  const schemas = Object.entries(stepShapes(steps)).map(([name, shape]) => [
    name,
    LOOSE.includes(name as StepName) ? z.looseObject(shape) : z.strictObject(shape),
  ]);
  return Object.fromEntries(schemas) as Record<StepName, z.ZodObject>;
}

/** What a swarm takes of a scenario besides its steps. */
export function swarmShape(steps: z.ZodType) {
  return {
    topic: filled.default('swarm/{id}').describe('What {topic} is, for each module.'),
    payload: text
      .default('{seq} {time} {random:16}')
      .describe('What {payload} is, made anew for each round.'),
    qos: qos.default(1).describe('What {qos} is.'),
    ramp: z.number().positive().max(1_000_000).default(200).describe('Modules switched on a second.'),
    roundTrip: z
      .boolean()
      .default(true)
      .describe(
        'Each module subscribes to its topic, and how long its publishes take to come back is measured.',
      ),
    thresholds: z
      .array(filled.meta({ pattern: THRESHOLD.source }))
      .default([])
      .describe(
        'What must hold at the end, such as p99 < 50ms; where there are some they decide the exit code.',
      ),
    loop: z
      .strictObject({
        rate: z
          .number()
          .min(0)
          .max(100_000)
          .default(0.1)
          .describe('Rounds a second, for each module; 0: none.'),
        jitter: z
          .number()
          .min(0)
          .max(100)
          .default(20)
          .describe('Percent by which a round, or the switching on of a module, may come earlier or later.'),
        steps,
      })
      .optional()
      .describe('What each module does again and again.'),
  } as const;
}

const listener = settingsFileSchema.shape.broker.unwrap().shape;

/** A scenario file. @param steps what its steps are */
export function scenarioShape(steps: z.ZodType) {
  return {
    name: filled.optional().describe('What it is called. Default: the name of its file.'),
    about: filled.optional().describe('What trouble this is, for people.'),
    host: filled.optional().describe('What a host should do about it, for people.'),
    firmware: settingsSchema.shape.firmware.unwrap().optional().describe('The firmware of the module.'),
    follow: settingsSchema.shape.follow
      .unwrap()
      .optional()
      .describe('Whom the module follows where the manual and genuine modules differ.'),
    settings: settingsSchema.optional().describe('Settings of the module.'),
    broker: z
      .union([
        z.literal(false),
        z.strictObject({ tcp: listener.tcp, tls: listener.tls, ws: listener.ws, wss: listener.wss }),
      ])
      .optional()
      .describe('Listeners of the embedded broker; false: there is none. Default: tcp on a free port.'),
    seed: z.int().min(0).max(MAX_SEED).optional().describe('What randomness begins with. Default: 1.'),
    timeout: duration
      .optional()
      .describe('How long a step waits, unless it says otherwise. Default: 10s, 30s in a swarm.'),
    swarm: z
      .strictObject(swarmShape(steps))
      .optional()
      .describe('What a swarm of modules takes besides the steps.'),
    steps: steps.describe('What is done, in this order.'),
  } as const;
}

/** A fault as a text, by a name that there is. */
const faultText = z.string().regex(new RegExp(`^(${FAULT_NAMES.map(escapeExpression).join('|')})(,.*)?$`));
const faultName = z.enum(FAULT_NAMES);

/** The step for editors: each fault with its parameters, which the reading of the file checks by itself. */
const FAULT_STEPS: readonly z.ZodType[] = [
  z.strictObject({ fault: faultText.describe('A fault: wifi.drop,after=5s,for=2s.') }),
  ...FAULT_NAMES.map((name) => z.strictObject({ fault: z.literal(name), ...inputSchema(name).shape })),
  z.strictObject({ fault: z.strictObject({ remove: faultName.describe('Switches it off.') }) }),
  z.strictObject({ fault: z.looseObject({ name: faultName.describe('Its parameters stand beside it.') }) }),
];

/** The same for editors, as JSON Schema. */
export function scenarioJsonSchema(): Record<string, unknown> {
  const steps: z.ZodType = z
    .lazy(() => {
      const { fault: _, ...others } = stepSchemas(steps);
      return z
        .array(z.union([filled.describe('An AT line.'), ...Object.values(others), ...FAULT_STEPS]))
        .min(1);
    })
    .meta({ id: 'steps' });
  const schema = z.strictObject(scenarioShape(steps)).describe('A scenario of atmqtt.');
  // Draft 7 is what editors know best.
  const json = z.toJSONSchema(schema, {
    target: 'draft-7',
    io: 'input',
    override: ({ zodSchema, jsonSchema }) => showMapping(zodSchema, jsonSchema),
  });
  return { ...json, title: 'atmqtt scenario' };
}
