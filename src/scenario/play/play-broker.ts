import {
  type Broker,
  type BrokerMessage,
  type ListenAddress,
  type ListenerKind,
  startBroker,
} from '#broker/index';
import { faultFactory } from '#faults/factory';
import type { Log } from '#messages/log';
import type { DialRoute } from '#module/platform';
import { dialRoute } from '#mqtt/transports/dial';
import type { HostPort } from '#net/host-port';
import type { Timers } from '#time/timers';
import type { PlayBroker } from './target.ts';

/** What the broker of a scenario is made with. */
export interface PlayBrokerParts {
  readonly listeners: Readonly<Partial<Record<ListenerKind, ListenAddress>>>;
  /** Where its first listener is, for hardware that must reach it; the others are on free ports of the same host. */
  readonly at: HostPort | undefined;
  readonly timers: Timers;
  readonly log: Log;
  readonly seed: number;
  /** A client has published. */
  changed(): void;
}

/** A broker that listens. */
export interface StartedPlayBroker {
  readonly broker: PlayBroker;
  readonly certificates: Broker['certificates'];
  /** Leads every route to this broker, whichever host and port it names. */
  readonly dial: DialRoute;
  close(): Promise<void>;
}

/** Starts the embedded broker of a scenario. @throws BrokerError */
export async function startPlayBroker(parts: PlayBrokerParts): Promise<StartedPlayBroker> {
  const { timers, log, seed, at } = parts;
  const faulty = faultFactory.forBroker({ timers, log, specs: [], seed });
  const messages: BrokerMessage[] = [];
  const listeners = Object.entries(parts.listeners).map(([kind, address], index) => [
    kind,
    at === undefined ? address : { host: at.host, port: index === 0 ? at.port : 0 },
  ]);
  const started = await startBroker({
    ...(Object.fromEntries(listeners) as Partial<Record<ListenerKind, ListenAddress>>),
    wrapClient: (client, accept) => faulty.stream(client, accept),
    onNotice: (level, notice) => log(level, 'broker', notice),
    onMessage(message) {
      messages.push(message);
      parts.changed();
    },
  });
  const ports = Object.fromEntries(started.listeners.map(({ kind, port }) => [kind, port]));
  const broker: PlayBroker = {
    host: started.listeners[0]?.host ?? '',
    ports,
    messages,
    faults: faulty.set,
    publish: (message) => started.publish(message),
  };
  const dial: DialRoute = (route) => {
    const [clear, secure] = route.path === undefined ? (['tcp', 'tls'] as const) : (['ws', 'wss'] as const);
    const port = broker.ports[route.tls === undefined ? clear : secure];
    return dialRoute(port === undefined ? route : { ...route, host: broker.host, port });
  };
  return { broker, certificates: started.certificates, dial, close: () => started.close() };
}
