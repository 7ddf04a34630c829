import { isFailure } from '#at/reply';
import { message } from '#messages/message';
import type { Link } from '#module/link/link';
import { routeBy } from '#module/link/route';
import { schemeOf } from '#module/link/schemes';
import { formatHostPort, isLoopback, withoutBrackets } from '#net/host-port';
import type { Clock } from '#time/clock';
import type { Cancel, Timers } from '#time/timers';
import { ControlError } from '../control-error.ts';
import type { ControlledRun } from '../controlled-run.ts';
import type { EventLog } from '../events/event-log.ts';
import { Authors } from './authors.ts';
import { BrokerWatch, type WatchParts } from './broker-watch.ts';
import { ClientSource, type WatchedBroker } from './client-source.ts';
import { EmbeddedSource } from './embedded-source.ts';

/** Brokers that are looked on at, at a time. */
const MAX_WATCHES = 4;
/** Milliseconds after which one ends that nobody asks for. */
const UNASKED_MS = 15_000;
const LOOK_MS = 5000;
const MAX_INBOUND_BYTES = 16_777_216;
/** Schemes of URLs: as `AT+MQTTUSERCFG` counts, where the certificate is checked and where it is not, and the usual port. */
const URL_SCHEMES: Readonly<Record<string, readonly [checked: number, unchecked: number, port: number]>> = {
  'mqtt:': [1, 1, 1883],
  'mqtts:': [3, 2, 8883],
  'ws:': [6, 6, 8083],
  'wss:': [8, 7, 8084],
};

/** Where to look on. */
export interface WatchRequest {
  readonly module?: string | undefined;
  readonly link?: number | undefined;
  readonly url?: string | undefined;
  readonly username?: string | undefined;
  readonly password?: string | undefined;
  readonly insecure?: boolean | undefined;
}

/** What is looked on at now, which ends when nobody asks for it any more. Without any, nothing is heard or kept. */
export class Watches {
  readonly #run: ControlledRun;
  readonly #events: EventLog;
  readonly #clock: Clock;
  readonly #watches = new Map<string, BrokerWatch>();
  readonly #authors: Authors;
  #unlisten: (() => void) | undefined;
  #cancelLook: Cancel | undefined;
  #ids = 0;
  /** Those that begin, by what was asked for: two who ask at once get the same. */
  readonly #beginning = new Map<string, Promise<BrokerWatch>>();

  constructor(run: ControlledRun, events: EventLog, clock: Clock) {
    this.#run = run;
    this.#events = events;
    this.#clock = clock;
    this.#authors = new Authors(() => clock.now());
  }

  /** Begins to look on at a broker, or finds who does already. @throws ControlError `CONFLICT`, `INVALID`, `TOO_MANY` */
  async begin(request: WatchRequest): Promise<BrokerWatch> {
    const parts = this.#partsOf(request);
    const known = [...this.#watches.values()].find(({ key }) => key === parts.key);
    const watch = await (known ?? this.#beginning.get(parts.key) ?? this.#start(parts));
    watch.asked();
    return watch;
  }

  /** One that was begun; it is asked for. @throws ControlError `NOT_FOUND` */
  get(id: string): BrokerWatch {
    const watch = this.#watches.get(id);
    if (watch === undefined) throw new ControlError('NOT_FOUND', message('controlAction.noWatch', { id }));
    watch.asked();
    return watch;
  }

  /** Ends all. */
  close(): void {
    for (const watch of this.#watches.values()) watch.source.end();
    this.#watches.clear();
    this.#look();
  }

  #start(parts: Omit<WatchParts, 'id' | 'clock' | 'authors'>): Promise<BrokerWatch> {
    if (this.#watches.size + this.#beginning.size >= MAX_WATCHES)
      throw new ControlError('TOO_MANY', message('controlAction.tooManyWatches', { max: MAX_WATCHES }));
    const watch = new BrokerWatch({
      ...parts,
      id: `w${++this.#ids}`,
      clock: this.#clock,
      authors: this.#authors,
    });
    this.#unlisten ??= this.#authors.listen(this.#events);
    const begun = watch.source
      .begin()
      .then(
        () => {
          this.#watches.set(watch.id, watch);
          return watch;
        },
        (error: unknown) => {
          watch.source.end();
          throw error;
        },
      )
      .finally(() => {
        this.#beginning.delete(parts.key);
        this.#look();
      });
    this.#beginning.set(parts.key, begun);
    return begun;
  }

  /** Ends those that nobody asks for, and looks again later as long as there are others. */
  #look(): void {
    this.#cancelLook?.();
    this.#cancelLook = undefined;
    for (const [id, watch] of this.#watches) {
      if (watch.unasked < UNASKED_MS) continue;
      this.#watches.delete(id);
      watch.source.end();
    }
    if (this.#watches.size > 0) this.#cancelLook = this.#clock.after(LOOK_MS, () => this.#look());
    else if (this.#beginning.size === 0) {
      this.#unlisten?.();
      this.#unlisten = undefined;
    }
  }

  #partsOf({ module, link = 0, url, ...given }: WatchRequest): Omit<WatchParts, 'id' | 'clock' | 'authors'> {
    if (url !== undefined) {
      const broker = brokerAt(url, given, this.#clock);
      return this.#clientParts(broker, JSON.stringify([url, given]));
    }
    if (module !== undefined) {
      const found = this.#run.link(module, link);
      const parts = this.#linkParts(module, found);
      if (parts !== undefined) return parts;
      throw new ControlError('CONFLICT', message('controlAction.linkWithoutBroker', { module, link }));
    }
    const embedded = this.#embeddedParts();
    if (embedded !== undefined) return embedded;
    for (const { name, module: each } of this.#run.modules)
      for (const one of each.links) {
        const parts = this.#linkParts(name, one);
        if (parts !== undefined) return parts;
      }
    throw new ControlError('CONFLICT', message('controlAction.nothingToWatch'));
  }

  #embeddedParts() {
    const broker = this.#run.running?.broker;
    if (broker === undefined) return undefined;
    const makeSource: WatchParts['makeSource'] = (listener) => new EmbeddedSource(broker, listener);
    return { broker: 'embedded', key: 'embedded', makeSource };
  }

  #linkParts(module: string, link: Link) {
    const { user, target } = link;
    const route = link.route();
    if (route === undefined || user === undefined) return undefined;
    const listeners = this.#run.running?.broker?.listeners ?? [];
    // What goes to the embedded broker needs no client there.
    if (isLoopback(withoutBrackets(target.host)) && listeners.some(({ port }) => port === target.port))
      return this.#embeddedParts();
    const name = formatHostPort({ host: withoutBrackets(target.host), port: target.port });
    if (isFailure(route)) {
      const params = { broker: name, why: route.reason };
      throw new ControlError('CONFLICT', message('controlAction.watchNotConnected', params));
    }
    const { username, password } = user;
    const { tls } = route;
    const verify = tls?.verify && { ...tls.verify, now: () => this.#clock.wall() };
    const own = tls === undefined ? route : { ...route, tls: { ...tls, verify } };
    const key = JSON.stringify([module, link.id, name, user.scheme, username, password]);
    return this.#clientParts({ route: own, username, password, name }, key);
  }

  #clientParts(broker: WatchedBroker, key: string) {
    const makeSource: WatchParts['makeSource'] = (listener) =>
      new ClientSource(broker, this.#clock, listener);
    return { broker: broker.name, key, makeSource };
  }
}

/** The broker that a URL names. @throws ControlError `INVALID` */
function brokerAt(text: string, given: Omit<WatchRequest, 'url'>, timers: Timers): WatchedBroker {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const scheme = URL_SCHEMES[url?.protocol ?? ''];
  if (url === undefined || scheme === undefined || url.hostname === '')
    throw new ControlError('INVALID', message('controlAction.badBrokerUrl', { url: shown(text) }));
  const [checked, unchecked, usualPort] = scheme;
  const port = url.port === '' ? usualPort : Number(url.port);
  const host = withoutBrackets(url.hostname);
  const route = routeBy(schemeOf(given.insecure === true ? unchecked : checked), {
    ...{ host, port, path: `${url.pathname}${url.search}`, sni: '', checksHostName: true },
    ...{ alpn: [], material: {}, maxInboundBytes: MAX_INBOUND_BYTES, now: Date.now, timers },
  });
  const username = given.username ?? decodeURIComponent(url.username);
  const password = given.password ?? decodeURIComponent(url.password);
  return {
    ...{ route, name: `${url.protocol}//${formatHostPort({ host, port })}` },
    ...{ username: Buffer.from(username), password: Buffer.from(password) },
  };
}

/** It may hold a password. */
function shown(url: string): string {
  return url.replace(/\/\/.*@/, '//***@').slice(0, 100);
}
