import type { FaultInput, FaultName } from '#faults/table';
import { Random } from '#random/random';

/** Everything that can go wrong between a host and its module and in it, at once, as a seed has it. */
export type UartOrModule = Extract<FaultName, `uart.${string}` | `module.${string}`>;

/** Each of them, with parameters by chance. */
export const FAULTS_BY_CHANCE: {
  readonly [N in UartOrModule]: (random: Draw) => FaultInput<N>;
} = {
  'uart.lose': ({ way }) => ({ direction: way(), rate: 0.02 }),
  'uart.flip': ({ way }) => ({ direction: way(), rate: 0.02 }),
  'uart.double': ({ way }) => ({ direction: way(), rate: 0.02 }),
  'uart.delay': ({ way, upTo }) => ({ direction: way(), time: upTo(400), jitter: upTo(200), rate: 0.5 }),
  'uart.cut': ({ way, upTo }) => ({ direction: way(), bytes: 1 + upTo(20), gap: upTo(20) }),
  'uart.silence': ({ way }) => ({ direction: way(), rate: 0.3 }),
  'uart.messageBeforePrompt': ({ upTo }) => (upTo(2) === 0 ? {} : { wait: upTo(500) }),
  'uart.bootNoise': ({ upTo }) => ({ chip: (['esp8266', 'esp32', 'esp32c3'] as const)[upTo(3)] }),
  'uart.wrongBaud': ({ way }) => ({ direction: way(), baud: 9600 }),
  'module.reset': ({ upTo }) => ({ after: upTo(500), every: 1 + upTo(300), count: 1 + upTo(3) }),
  'module.resetDuring': ({ upTo }) => ({
    moment: (['start', 'data', 'answer'] as const)[upTo(3)],
    ...(upTo(2) === 0 ? {} : { time: upTo(200) }),
  }),
  'module.brownOut': ({ upTo }) => ({ time: 1 + upTo(300), text: upTo(2) === 0, rate: 0.8 }),
  'module.powerOff': () => ({}),
  'module.noMemory': ({ upTo }) => ({ what: (['heap', 'semaphore', 'eventGroup'] as const)[upTo(3)] }),
  'module.busy': ({ upTo }) => ({ time: upTo(800), holds: (['command', 'data'] as const)[upTo(2)] }),
  'module.answer': ({ upTo }) => ({
    answer: ['OK', 'ERROR', 'busy', 'nothing', '\\xff\\r\\n'][upTo(5)] ?? 'OK',
    run: upTo(2) === 0,
  }),
  'module.clockJump': ({ upTo }) => ({ by: upTo(2) === 0 ? '-1h' : '8760h' }),
  'module.noTime': () => ({}),
  'module.wrongTime': () => ({ to: '2040-01-01' }),
};

export class Draw {
  readonly #random: Random;

  constructor(seed: number) {
    this.#random = new Random(seed);
  }

  readonly upTo = (count: number): number => Math.floor(this.#random.next() * count);
  readonly way = () => (['toModule', 'toHost', 'both'] as const)[this.upTo(3)] ?? 'both';
}
