import { type BrokerMessage, type BrokerOptions, type BrokerPublish, startBroker } from '#broker/index';
import { faultFactory } from '#faults/factory';
import type { Faults } from '#faults/fault-set';
import { type FaultMapping, readFault } from '#faults/parse';
import type { Log } from '#messages/log';
import { message } from '#messages/message';
import type { FaultEvent } from '#module/observer';
import type { DialRoute } from '#module/platform';
import { dialRoute, tcpWayOf } from '#mqtt/transports/dial';
import type { Clock } from '#time/clock';
import { systemTimers } from '#time/timers';
import type { Activity } from './activity.ts';
import { dialInProcess } from './broker-link.ts';
import { ExpectationError } from './expectation-error.ts';

/** Where the broker of a test listens besides TCP and WebSocket, and what it does wrong. */
export interface TestBrokerOptions extends BrokerOptions {
  /** What it does wrong from the start, as `--broker-fault` takes it. */
  readonly faults?: readonly (string | FaultMapping)[];
}

/** The embedded broker of a test, and what clients have published there. */
export interface TestBroker {
  /** As clients take it: `mqtt://127.0.0.1:41234`. */
  readonly url: string;
  /** All that clients have published, in its order. */
  readonly messages: readonly BrokerMessage[];
  /**
   * Awaits that a client publishes on this topic; a message that came before counts.
   * @param options.timeout milliseconds. Default: that of the module, 2000 unless it was made with another
   * @throws ExpectationError when none has come in time
   */
  published(topic: string, options?: { readonly timeout?: number }): Promise<BrokerMessage>;
  /** Publishes a message to all who subscribed to its topic. */
  publish(message: BrokerPublish): Promise<void>;
  /** What it does wrong, to all its clients. */
  readonly faults: Faults;
}

interface TestBrokerParts {
  /** How long something is awaited, in milliseconds. */
  readonly timeout: number;
  readonly clock: Clock;
  readonly log: Log;
  readonly seed: number | undefined;
  readonly activity: Activity;
  /** Is told that a message has come. */
  happened(): void;
  /** Is told what becomes of a fault of the broker. */
  fault(event: FaultEvent): void;
  /** What a failure shows. */
  shown(): readonly string[];
}

/** A broker, and the way there. */
export interface StartedBroker {
  readonly broker: TestBroker;
  /**
   * Leads every route to this broker, whichever host and port it names: within this process without TLS and a path, else
   * over a socket.
   */
  readonly dial: DialRoute;
  close(): Promise<void>;
}

type Listener = Pick<TestBrokerParts, 'happened' | 'fault'>;

/** What several modules have of one broker. */
interface SharedBroker extends Pick<StartedBroker, 'dial'> {
  readonly activity: Activity;
  /** Who is told that a message has come, and what becomes of faults. */
  readonly listeners: Set<Listener>;
}

const sharedBrokers = new WeakMap<object, SharedBroker>();

/** What happens at the broker of another test module; undefined for anything else. */
export function activityAt(broker: object): Activity | undefined {
  return sharedBrokers.get(broker)?.activity;
}

/** Joins the broker of another test module, which also ends it; starts one for anything else. */
export async function openTestBroker(
  options: TestBroker | TestBrokerOptions,
  parts: TestBrokerParts,
): Promise<StartedBroker> {
  const shared = sharedBrokers.get(options);
  if (shared === undefined) return startTestBroker(options as TestBrokerOptions, parts);
  const { listeners, dial } = shared;
  listeners.add(parts);
  return {
    broker: options as TestBroker,
    dial,
    close: async () => void listeners.delete(parts),
  };
}

/** Starts a broker on free ports of this machine: MQTT over TCP and over WebSocket, and what the options add. */
async function startTestBroker(
  { faults = [], ...options }: TestBrokerOptions,
  parts: TestBrokerParts,
): Promise<StartedBroker> {
  const { timeout: patience, clock, log, seed, activity, shown } = parts;
  const listeners = new Set<Listener>([parts]);
  const broken = faultFactory.forBroker({
    timers: clock,
    log,
    specs: faults.map(readFault),
    seed,
    observer: {
      fault(event) {
        for (const each of listeners) each.fault(event);
      },
    },
  });
  const messages: BrokerMessage[] = [];
  const waiting = new Set<() => void>();
  const broker = await startBroker({
    tcp: { port: 0 },
    ws: { port: 0 },
    ...options,
    wrapClient: (client, accept) => broken.stream(client, accept),
    onMessage(message) {
      messages.push(message);
      for (const each of listeners) each.happened();
      options.onMessage?.(message);
      for (const look of waiting) look();
    },
  });
  const dial: DialRoute = (route) => {
    const [clear, secure] = route.path === undefined ? (['tcp', 'tls'] as const) : (['ws', 'wss'] as const);
    const kind = route.tls === undefined ? clear : secure;
    const { address, through } = tcpWayOf(route);
    // Where a name leads elsewhere, that is not here.
    if (kind === 'tcp' && address === undefined) return dialInProcess(broker.attach, activity, through);
    const listener = broker.listeners.find((each) => each.kind === kind);
    return dialRoute(listener === undefined ? route : { ...route, host: listener.host, port: listener.port });
  };
  const published = (topic: string, { timeout = patience }: { readonly timeout?: number } = {}) =>
    new Promise<BrokerMessage>((resolve, reject) => {
      const cancel = systemTimers.after(timeout, () => {
        waiting.delete(look);
        const topics = [...new Set(messages.map((each) => each.topic))];
        const why = message('testing.notPublished', { ms: timeout, topics });
        const wanted = message('testing.published', { topic });
        reject(new ExpectationError('TIMEOUT', message('testing.expected', { wanted, why, shown: shown() })));
      });
      const look = (): void => {
        const found = messages.find((each) => each.topic === topic);
        if (found === undefined) return;
        cancel();
        waiting.delete(look);
        resolve(found);
      };
      waiting.add(look);
      look();
    });
  const testBroker: TestBroker = {
    url: broker.listeners[0]?.url ?? '',
    messages,
    published,
    publish: broker.publish,
    faults: broken.set,
  };
  sharedBrokers.set(testBroker, { dial, activity, listeners });
  return { broker: testBroker, dial, close: () => broker.close() };
}
