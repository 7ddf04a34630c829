import { z } from 'zod';

const DEFAULT_TIMEOUT_SECONDS = 30;
const line = z.string().min(1);
const percent = z.number().min(0).max(100);

const step = z.union([
  line.transform((send) => ({ send, expect: 'OK', timeout: DEFAULT_TIMEOUT_SECONDS, data: undefined })),
  z.strictObject({
    send: line,
    expect: z.string().min(1).default('OK'),
    timeout: z.number().positive().max(86_400).default(DEFAULT_TIMEOUT_SECONDS),
    data: z.string().optional(),
  }),
]);

/** A scenario file. */
export const scenarioSchema = z.strictObject({
  topic: z.string().min(1).default('swarm/{id}'),
  payload: z.string().default('{seq} {time} {random:16}'),
  qos: z.int().min(0).max(2).default(1),
  ramp: z.number().positive().max(1_000_000).default(200),
  roundTrip: z.boolean().default(true),
  steps: z.array(step).min(1),
  loop: z
    .strictObject({
      rate: z.number().min(0).max(100_000).default(0.1),
      jitter: percent.default(20),
      steps: z.array(step).min(1),
    })
    .optional(),
});

/** What every module of a swarm is told. */
export type Scenario = z.output<typeof scenarioSchema>;

/** One line, and what is waited for. */
export type ScenarioStep = Scenario['steps'][number];
