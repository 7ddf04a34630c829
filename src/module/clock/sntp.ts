import { NOTHING } from '#bytes/keep';
import { showBytes } from '#bytes/show-bytes';
import { reasonOf } from '#errors/atmqtt-error';
import type { Log } from '#messages/log';
import { message } from '#messages/message';
import type { Clock } from '#time/clock';
import type { Cancel } from '#time/timers';
import type { Flash, FlashValue } from '../flash/flash.ts';
import { fromStored, isStoredBytes, type StoredBytes, toStored } from '../flash/stored-bytes.ts';
import type { AskTime } from '../platform.ts';
import { type ModuleState, storedScalar, storedValue } from '../state.ts';
import type { ModuleClock } from './module-clock.ts';
import { type TimeZone, timeZoneOf, UTC } from './time-zone.ts';

/** Milliseconds between two rounds over all servers while none has answered, as lwIP has it. */
const RETRY_MS = 15_000;
/** Milliseconds that one server gets to answer. */
const ANSWER_TIMEOUT_MS = 3_000;
/** What the manual of the command names when no server is given. */
const DEFAULT_SERVERS = ['cn.ntp.org.cn', 'ntp.sjtu.edu.cn', 'us.pool.ntp.org'].map((name) =>
  Buffer.from(name),
);

export interface SntpConfig {
  readonly enabled: boolean;
  readonly zone: TimeZone;
  /** Up to three names or addresses. */
  readonly servers: readonly Buffer[];
}

interface SntpParts {
  readonly source: 'host' | 'network';
  readonly clock: Clock;
  readonly moduleClock: ModuleClock;
  readonly log: Log;
  readonly state: ModuleState;
  readonly ask: AskTime;
  /** The time of the computer, where that is not the clock's; undefined: it is not to be had now. */
  readonly hostTime: (() => number | undefined) | undefined;
  /** Says whether there is a network to ask over. */
  readonly wifi: { readonly connected: boolean };
  /** The time has become known: `+TIME_UPDATED`. */
  updated(): void;
}

const enabled = storedScalar<boolean>('sntp.enabled', false);
/** The number that was given, as text: so it is stored since version 0.1.0. */
const zone = storedScalar<string>('sntp.zone', String(UTC.number));
/** Of the configuration; none: those that the manual names. */
const servers = storedValue<readonly StoredBytes[]>('sntp.servers', [], readServers);
/** Seconds between two settings of the clock (`AT+CIPSNTPINTV`). */
const interval = storedScalar<number>('sntp.interval', 3600);

/** Up to version 0.1.0 they were stored as one text, with spaces. */
function readServers(stored: FlashValue): readonly StoredBytes[] | undefined {
  if (typeof stored === 'string') return stored.split(' ').filter((name) => name !== '');
  const list: readonly FlashValue[] = Array.isArray(stored) ? stored : [];
  return list.every(isStoredBytes) ? list : undefined;
}

/** Sets the module's clock, from the host's or over the network [B-SNTP-1]. */
export class Sntp {
  readonly #parts: SntpParts;
  #cancelNext: Cancel | undefined;
  /** Counts configurations, so that an answer to an earlier one is not taken. */
  #round = 0;

  constructor(parts: SntpParts) {
    this.#parts = parts;
  }

  get config(): SntpConfig {
    const { state } = this.#parts;
    const named = state.get(servers);
    return {
      enabled: state.get(enabled),
      zone: timeZoneOf(Number(state.get(zone))) ?? UTC,
      servers: named.length === 0 ? DEFAULT_SERVERS : named.map((each) => fromStored(each) ?? NOTHING),
    };
  }

  /** Seconds from one setting of the clock to the next. */
  get intervalSeconds(): number {
    return this.#parts.state.get(interval);
  }

  /** Counts from the next time the clock is set. @param flash undefined: not stored */
  setInterval(seconds: number, flash: Flash | undefined): void {
    this.#parts.state.store(interval, seconds, flash);
  }

  /** Takes a configuration; `start` follows once its reply is out. @param flash undefined: not stored */
  configure(config: SntpConfig, flash: Flash | undefined): void {
    this.stop();
    const { state } = this.#parts;
    state.store(enabled, config.enabled, flash);
    this.setZone(config.zone, flash);
    state.store(servers, config.servers.map(toStored), flash);
  }

  /** Takes the zone alone. @param flash undefined: not stored */
  setZone({ number }: TimeZone, flash: Flash | undefined): void {
    this.#parts.state.store(zone, String(number), flash);
  }

  /** Gets the time now, if it is wanted and there is a network. */
  start(): void {
    this.stop();
    const config = this.config;
    const { clock, hostTime, source, wifi } = this.#parts;
    if (!config.enabled || !wifi.connected) return;
    if (source === 'host') this.#take(hostTime === undefined ? clock.wall() : hostTime());
    else void this.#ask(config.servers, this.#round);
  }

  stop(): void {
    this.#round++;
    this.#cancelNext?.();
    this.#cancelNext = undefined;
  }

  async #ask(from: readonly Buffer[], round: number): Promise<void> {
    for (const bytes of from) {
      // A name that is no text is nobody's, and is asked for as it is shown.
      const server = showBytes(bytes);
      try {
        const time = await this.#parts.ask(server, ANSWER_TIMEOUT_MS);
        if (round === this.#round) this.#set(time);
        return;
      } catch (error) {
        if (round !== this.#round) return;
        this.#parts.log('warn', 'sntp', message('clock.noTime', { server, why: reasonOf(error) }));
      }
    }
    this.#cancelNext = this.#parts.clock.after(RETRY_MS, () => void this.#ask(from, round));
  }

  #take(ms: number | undefined): void {
    if (ms !== undefined) return this.#set(ms);
    this.#parts.log('warn', 'sntp', message('clock.noHostTime'));
    this.#cancelNext = this.#parts.clock.after(RETRY_MS, () => this.start());
  }

  #set(ms: number): void {
    this.#parts.moduleClock.set(ms);
    this.#parts.log('info', 'sntp', message('clock.set', { ms }));
    this.#parts.updated();
    this.#cancelNext = this.#parts.clock.after(this.intervalSeconds * 1000, () => this.start());
  }
}
