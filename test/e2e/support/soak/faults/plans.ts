import type { FaultName } from '#faults/table';
import type { Random } from '#random/random';

/** What can be wrong at the end, and may have a fault as its reason. */
export type Wrong =
  /** A publish had its OK and has not arrived; with QoS 0 where the connection is up. */
  | 'lostOut'
  | 'lostOutQos0'
  /** The broker took a message for a session of the module, which never wrote it. */
  | 'lostIn'
  | 'lostInQos0'
  /** The module wrote a message that was not read. */
  | 'unreadIn'
  /** More than once, at QoS 0 or 2. */
  | 'repeatedOut'
  | 'repeatedIn'
  /** More than once, on one and the same connection. */
  | 'repeatedInQos1'
  /** What nobody published came to the other end. */
  | 'strangeOut'
  | 'strangeIn'
  /** The host has read what no module writes. */
  | 'nonsense'
  /** A command was not answered in time. */
  | 'silence'
  /** The module has restarted by itself. */
  | 'reset';

const MESSAGES: readonly Wrong[] = [
  'lostOut',
  'lostOutQos0',
  'lostIn',
  'lostInQos0',
  'unreadIn',
  'repeatedOut',
  'repeatedIn',
  'repeatedInQos1',
  'strangeOut',
  'strangeIn',
];

/** What the soak knows of a fault: how it is drawn, and what it may do. */
export interface FaultPlan {
  /** What it may be the reason of. A fault of which nothing stands here may lose nothing that was acknowledged. */
  readonly excuses: readonly Wrong[];
  /** Its harm lasts until the host has configured the module anew: a command that came as another one is obeyed. */
  readonly untilConfigured?: true;
  /** Only where the module restarted, or its program, while it acted. */
  readonly onlyWithRestart?: true;
  /** How parameters are drawn whose schema does not say enough, or too much; undefined: it is left out. */
  readonly draws?: Readonly<Record<string, (random: Random) => unknown>>;
  /** From where to where its rate is drawn; for those that act on each byte. */
  readonly rate?: readonly [number, number];
  readonly longestMs?: number;
  /** The only way to a broker on which it can happen. */
  readonly needs?: 'tls';
}

/**
 * Bytes on the UART that are not what they were: a command may be another one, and what is read is worth nothing. With
 * another client id a message comes once for that one, and once more for the right one.
 */
const OTHER_BYTES = {
  excuses: [
    'lostOut',
    'lostOutQos0',
    'lostIn',
    'lostInQos0',
    'unreadIn',
    'repeatedIn',
    'repeatedInQos1',
    'strangeOut',
    'strangeIn',
    'nonsense',
    'silence',
  ],
  untilConfigured: true,
} as const satisfies FaultPlan;

/** What was acknowledged and has not left yet is thrown away by a restart [B-RESET-1]. */
const HELD = { excuses: ['unreadIn'], onlyWithRestart: true } as const satisfies FaultPlan;

const OF_TLS = { excuses: [], needs: 'tls' } as const satisfies FaultPlan;
const OTHER_TIME = {
  to: oneOf(undefined, '1999-01-01', '2037-01-01'),
  by: oneOf(undefined, '-8760h', '90s'),
};

/** What each fault of the table may do in the soak, and how it is drawn; the one place that says so. */
export const FAULT_PLANS: Readonly<Record<string, FaultPlan>> = {
  'uart.lose': { ...OTHER_BYTES, rate: [0.0005, 0.005] },
  'uart.flip': { ...OTHER_BYTES, rate: [0.0005, 0.005] },
  'uart.double': { ...OTHER_BYTES, rate: [0.0005, 0.005] },
  'uart.silence': { ...OTHER_BYTES, longestMs: 3000 },
  'uart.delay': { ...HELD, draws: { time: whole(10, 600), jitter: whole(0, 200) } },
  'uart.cut': { ...HELD, draws: { bytes: whole(8, 60), gap: whole(1, 8) } },

  // Without the time it waits for one, it is a message that nobody has sent.
  'uart.messageBeforePrompt': { excuses: ['strangeIn'], draws: { wait: oneOf(undefined, 300) } },
  'uart.bootNoise': { excuses: ['nonsense'] },
  'uart.wrongBaud': { ...OTHER_BYTES, longestMs: 3000 },

  'module.noMemory': { excuses: [] },
  'module.busy': { excuses: [], draws: { time: whole(50, 1500) } },
  // What the host was sending comes as a line, and is echoed.
  'module.reset': { excuses: ['reset', 'nonsense'] },
  'module.resetDuring': { excuses: ['reset', 'nonsense'] },
  'module.brownOut': { excuses: ['reset', 'nonsense'] },
  'module.powerOff': { excuses: ['reset', 'nonsense', 'silence'], longestMs: 3000 },
  // An OK may be none, and a connection, a subscription or a data phase another than the host thinks.
  'module.answer': {
    excuses: ['lostOut', 'lostOutQos0', 'lostIn', 'lostInQos0', 'strangeOut', 'nonsense', 'silence'],
    untilConfigured: true,
    draws: { answer: oneOf('OK', 'ERROR', 'busy', 'nothing', '+MQTTPUB:OK\\r\\n', 'what\\r\\n') },
  },

  'module.clockJump': { excuses: [], draws: OTHER_TIME },
  'module.noTime': { excuses: [] },
  'module.wrongTime': { excuses: [], draws: OTHER_TIME },

  'wifi.drop': { excuses: [] },
  'wifi.flap': { excuses: [], draws: { down: whole(100, 1500), up: whole(300, 2000) } },
  'wifi.wrongPassword': { excuses: [] },
  'wifi.noAddress': { excuses: [] },
  'wifi.weakSignal': { excuses: [], draws: { loss: oneOf(0.05, 0.1, 0.3) } },

  'network.refuse': { excuses: [] },
  'network.timeout': { excuses: [] },
  'network.halfOpen': { excuses: [] },
  'network.latency': { excuses: [], draws: { time: whole(10, 500), jitter: whole(0, 200) } },
  'network.bandwidth': { excuses: [], draws: { bytesPerSecond: whole(2000, 20_000) } },
  'network.cut': { excuses: [], draws: { bytes: whole(0, 3000) } },
  'network.dnsFail': { excuses: [], needs: 'tls' },
  'network.dnsWrong': { excuses: [], needs: 'tls', draws: { address: oneOf('127.0.0.99', '127.1.2.3') } },

  'tls.expired': OF_TLS,
  'tls.notYetValid': OF_TLS,
  'tls.wrongName': OF_TLS,
  'tls.wrongCa': OF_TLS,
  'tls.alert': { ...OF_TLS, draws: { alert: oneOf(40, 42, 45, 48, 80) } },
  'tls.silent': OF_TLS,
  'tls.old': OF_TLS,

  'broker.connack': { excuses: [], draws: { code: whole(1, 6) } },
  'broker.noConnack': { excuses: [] },
  // The broker has forgotten what it took for the module, and what the module has sent half.
  'broker.sessionLost': { excuses: ['lostIn', 'lostInQos0', 'repeatedOut'], untilConfigured: true },
  'broker.sessionInvented': { excuses: [] },
  // With a lower QoS, or none, messages are as safe as that.
  'broker.suback': {
    excuses: ['lostIn', 'lostInQos0', 'repeatedIn'],
    untilConfigured: true,
    draws: { qos: oneOf(undefined, 0, 1) },
  },
  'broker.noSuback': { excuses: [] },
  'broker.noUnsuback': { excuses: [] },
  'broker.noPuback': { excuses: [] },
  'broker.latePuback': { excuses: [], draws: { time: whole(50, 3000) } },
  'broker.doublePuback': { excuses: [] },
  'broker.noPubrec': { excuses: [] },
  'broker.doublePubrec': { excuses: [] },
  'broker.noPubcomp': { excuses: [] },
  // A message of QoS 2 is one of QoS 1.
  'broker.pubackForQos2': { excuses: ['repeatedIn', 'repeatedOut'] },
  'broker.noPingresp': { excuses: [] },
  'broker.duplicate': { excuses: ['repeatedIn', 'repeatedInQos1'] },
  'broker.retained': { excuses: ['strangeIn'] },
  'broker.flood': { excuses: ['strangeIn'], draws: { bytes: whole(0, 400), qos: oneOf(0, 1, 2) } },
  'broker.kick': { excuses: [] },
  'broker.closeAfter': { excuses: [], draws: { packets: whole(1, 40) } },
  'broker.takeOver': { excuses: [], draws: { stays: whole(100, 1500) } },
  'broker.malformed': { excuses: ['strangeIn'] },
};

/** What the soak knows of a fault; one that nobody has spoken of may do nothing. */
export function planOf(name: FaultName): FaultPlan {
  return FAULT_PLANS[name] ?? { excuses: [] };
}

/** Whether a fault may do something to messages. */
export function isHarmful(name: FaultName): boolean {
  const { excuses, onlyWithRestart } = planOf(name);
  return onlyWithRestart !== true && excuses.some((wrong) => MESSAGES.includes(wrong));
}

/** Draws a whole number from `min` up to but not `end`. */
function whole(min: number, end: number): (random: Random) => number {
  return (random) => Math.floor(min + random.next() * (end - min));
}

function oneOf(...values: readonly unknown[]): (random: Random) => unknown {
  return (random) => values[Math.floor(random.next() * values.length)];
}
