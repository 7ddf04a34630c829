/** What any template may use: the run, the module and the moment. */
const OWN = ['id', 'n', 'seq', 'time'] as const;

/** Where the broker is, as a swarm's `--broker` or the embedded broker has it. */
const BROKER = [
  'broker.host',
  'broker.port',
  'host',
  'port',
  'scheme',
  'path',
  'username',
  'password',
] as const;

/** Where the embedded broker listens besides. */
const LISTENERS = ['broker.tlsPort', 'broker.wsPort', 'broker.wssPort'] as const;

const OF_SWARM = ['topic', 'payload', 'qos'] as const;

/** The placeholders that a text may use, by what it is. */
export const PLACEHOLDERS: Readonly<Record<'topic' | 'payload' | 'text' | 'line', readonly string[]>> = {
  /** The topic of a swarm, which does not change. */
  topic: ['id', 'n'],
  /** The payload of a swarm. */
  payload: OWN,
  text: [...OWN, ...BROKER, ...LISTENERS, ...OF_SWARM],
  /** With `{length}`, the bytes of the data of its step. */
  line: [...OWN, ...BROKER, ...LISTENERS, ...OF_SWARM, 'length'],
};
