import { commandsFor } from '#commands/index';
import type { FaultFactory } from '#faults/factory';
import type { FaultSet } from '#faults/fault-set';
import { latencyOf } from '#latency/module-latency';
import type { Log } from '#messages/log';
import { message } from '#messages/message';
import { createKernel } from '#module/kernel';
import { Module } from '#module/module';
import type { ModuleObserver } from '#module/observer';
import { type DialRoute, OFFLINE } from '#module/platform';
import type { Settings } from '#module/settings/settings';
import { seedOf } from '#random/random';
import type { Clock } from '#time/clock';
import { ConnectionCounter } from './connection-counter.ts';
import { MemoryLine } from './memory-line.ts';
import { RoundTrips } from './round-trips.ts';
import { ScenarioRunner } from './scenario-runner.ts';
import type { Script } from './script.ts';
import { type HostEvents, ScriptedHost } from './scripted-host.ts';
import type { Stats } from './stats.ts';

const CLEAN = { line: 'AT+MQTTCLEAN=0', expect: [], timeoutMs: 2_000 };

/** What all modules of a swarm share. */
export interface SharedParts {
  readonly script: Script;
  readonly settings: Settings;
  readonly seed: number;
  readonly clock: Clock;
  readonly dial: DialRoute;
  readonly log: Log;
  readonly observer: ModuleObserver;
  readonly stats: Stats;
  /** Where the scenario has faults. */
  readonly faults: FaultFactory | undefined;
}

/** One module of a swarm and the host program on its line: it plays the scenario and counts what comes of it. */
export class SwarmModule implements HostEvents {
  readonly #shared: SharedParts;
  readonly #line: MemoryLine;
  readonly #host: ScriptedHost;
  readonly #connection: ConnectionCounter;
  readonly #roundTrips: RoundTrips | undefined;
  readonly #runner: ScenarioRunner;
  readonly #n: number;
  #module: Module | undefined;
  #faults: FaultSet | undefined;
  /** What the host does once the station has an address. */
  #begin: (() => void) | undefined;

  /** @param n number of the module in the whole swarm, from 0 */
  constructor(n: number, shared: SharedParts) {
    this.#n = n;
    this.#shared = shared;
    const { script, clock, stats } = shared;
    this.#line = new MemoryLine((chunk) => this.#host.feed(chunk));
    this.#host = new ScriptedHost((bytes) => this.#line.send(bytes), clock, this);
    this.#connection = new ConnectionCounter(stats);
    if (script.scenario.roundTrip) this.#roundTrips = new RoundTrips(clock, stats);
    this.#runner = new ScenarioRunner(
      n,
      shared,
      this.#host,
      this.#connection,
      this.#roundTrips,
      () => this.#faults,
    );
  }

  /** Switches the module on and begins with the steps. */
  start(): void {
    const { settings, dial, log, clock, observer, seed } = this.#shared;
    const faults = this.#shared.faults?.forModule({
      clock,
      log,
      specs: [],
      seed: seedOf(seed, this.#n),
      observer: undefined,
    });
    this.#faults = faults?.set;
    const name = this.#runner.value('id');
    const latency = latencyOf({ name, latency: settings.latency, timers: clock, log });
    const platform = latency?.platform({ ...OFFLINE, dial }) ?? { ...OFFLINE, dial };
    const wrapped = faults?.wrap(platform, createKernel(settings.heapBytes));
    this.#module = new Module({
      name,
      settings,
      commands: commandsFor(settings),
      dial: platform.dial,
      log,
      clock,
      observer,
      ...wrapped,
      ...latency?.wrap(wrapped),
    });
    faults?.attach(this.#module);
    this.#module.attach(this.#line, { name: 'memory' });
    this.#module.boot();
    this.#onceJoined(() => this.#runner.start());
  }

  /** Resets the module, as its reset line would: a connection is lost by it, and the steps are played again. */
  reset(): void {
    if (this.#module === undefined) return;
    if (this.#connection.up) this.#shared.stats.lostBecause(message('swarm.reset'));
    this.#host.forget();
    this.disconnected();
    this.#module.reset();
    this.#onceJoined(() => this.#runner.restart());
  }

  /** Publishes nothing more; what comes is still counted. */
  rest(): void {
    this.#begin = undefined;
    this.#runner.rest();
  }

  /** Whether a command or a round trip is under way. */
  get underWay(): boolean {
    return this.#host.waits || (this.#roundTrips?.underWay ?? false);
  }

  /** Disconnects in order, which does not count, and switches the module off. Resolves once that is done; never rejects. */
  async stop(): Promise<void> {
    this.rest();
    const module = this.#module;
    if (module === undefined) return;
    // Whoever stops has waited: what is not answered by now is a failure like any other.
    this.#host.giveUp();
    if (this.#connection.up) {
      await new Promise<void>((resolve) => this.#host.ask(CLEAN, () => resolve()));
    }
    this.#connection.forget();
    this.#host.forget();
    module.powerOff();
    this.#module = undefined;
  }

  connected(): void {
    this.#connection.connected();
  }

  gotAddress(): void {
    const begin = this.#begin;
    this.#begin = undefined;
    begin?.();
  }

  disconnected(): void {
    if (this.#connection.disconnected()) this.#roundTrips?.forget();
  }

  message(topic: string, payload: string): void {
    const { stats, script } = this.#shared;
    stats.received[script.scenario.qos as 0 | 1 | 2]++;
    if (topic === this.#runner.topicBytes) this.#roundTrips?.arrived(payload);
  }

  /** A host begins when there is a network, where joining it takes time. */
  #onceJoined(begin: () => void): void {
    if (this.#module?.wifi.joining === true) this.#begin = begin;
    else begin();
  }
}
