import { type Duplex, duplexPair } from 'node:stream';
import { ModulePorts } from '#app/module-ports';
import { ModuleUnit } from '#app/module-unit';
import type { RunContext } from '#app/run-context';
import { storeForTrying } from '#app/try-tls';
import type { CommandEvent, TrafficEvent } from '#at/session/observer';
import { faultFactory } from '#faults/factory';
import type { FaultSet } from '#faults/fault-set';
import type { Log } from '#messages/log';
import { type Message, message } from '#messages/message';
import { createMemoryFlash } from '#module/flash/flash';
import type { Module } from '#module/module';
import type { ModuleObserver } from '#module/observer';
import { parseSettings } from '#module/settings/parse';
import type { SettingsInput } from '#module/settings/settings';
import { nodePlatform } from '#node/platform';
import { type ProgramEnd, parsePortSpec } from '#ports/index';
import type { Clock } from '#time/clock';
import type { Changes } from './changes.ts';
import { ModuleOutput } from './module-output.ts';
import type { StartedPlayBroker } from './play-broker.ts';
import { describePlace } from './port-place.ts';
import { SentLines } from './sent-lines.ts';
import {
  BUSY,
  commandOf,
  type FaultSwitch,
  type HostLine,
  type PlayBroker,
  type PlayTarget,
} from './target.ts';
import type { Traffic } from './traffic.ts';

const LINE_END = '\r\n';
/** Milliseconds for a boot; an access point may be out of reach. */
const BOOT_MS = 5_000;
/** Milliseconds for what a program said last to be answered after it has ended. */
const LAST_WORDS_MS = 300;

/** What a module in this process is made of. */
export interface OwnModuleParts {
  readonly settings: SettingsInput | undefined;
  readonly clock: Clock;
  readonly log: Log;
  readonly seed: number;
  readonly changes: Changes;
  readonly traffic: Traffic;
  readonly broker: StartedPlayBroker | undefined;
}

/** A module in this process. */
abstract class OwnModule implements PlayTarget {
  abstract readonly plays: 'host' | 'module';
  readonly output = new ModuleOutput();
  readonly traffic: Traffic;
  readonly hostLines: HostLine[] = [];
  readonly tellsStates = true;
  over: Message | undefined;
  readonly broker: PlayBroker | undefined;
  readonly power = (on: boolean): void => (on ? this.module.restorePower() : this.module.cutPower());
  protected readonly unit: ModuleUnit;
  protected readonly context: RunContext;
  protected readonly changes: Changes;
  readonly #started: StartedPlayBroker | undefined;

  constructor({ settings: given, clock, log, seed, changes, traffic, broker }: OwnModuleParts) {
    this.traffic = traffic;
    this.changes = changes;
    this.#started = broker;
    this.broker = broker?.broker;
    const settings = parseSettings(given ?? {});
    this.context = {
      logFor: () => log,
      observerFor: () => this.observer(),
      hostGone() {},
      programEnded: (_module, command, end) => this.programEnded(command, end),
      platform: { ...nodePlatform, ...this.platform(broker) },
      clock,
      faults: faultFactory,
    };
    this.unit = new ModuleUnit(
      { name: 'module0', settings, flash: createMemoryFlash(), log, seed },
      this.context,
    );
    if (broker?.certificates !== undefined)
      storeForTrying(this.module.flash.manufacturing, broker.certificates);
  }

  get module(): Module {
    return this.unit.module;
  }

  get faults(): FaultSwitch | undefined {
    return this.unit.faults?.set as FaultSet | undefined;
  }

  onChange(listener: () => void, done: () => boolean): void {
    this.changes.listen(listener, done);
  }

  abstract send(bytes: Buffer): void;

  linkState(link: number): number | undefined {
    return this.module.links[link]?.model.state;
  }

  reset(): void {
    this.module.reset();
  }

  async close(): Promise<void> {
    this.module.powerOff();
    await this.#started?.close();
  }

  /** Where it connects to. */
  protected platform(_broker: StartedPlayBroker | undefined): Partial<RunContext['platform']> {
    return {};
  }

  protected observer(): ModuleObserver {
    return { linkState: () => this.changes.tell() };
  }

  protected programEnded(_command: string, _end: ProgramEnd): void {}
}

/** A module in this process whose host the scenario plays. */
export class HostedModule extends OwnModule {
  readonly plays = 'host';
  readonly #line: Duplex;
  readonly #sent: SentLines;

  constructor(parts: OwnModuleParts) {
    super(parts);
    this.#sent = new SentLines(this.module.settings);
    const [near, far] = duplexPair();
    // Node 20 does not tell the other end.
    near.once('close', () => far.destroy());
    this.#line = near;
    near.on('error', () => {});
    near.on('data', (chunk: Buffer) => {
      this.output.add(chunk);
      this.traffic.add('<', chunk);
      this.changes.tell();
    });
    this.unit.attach(far, { name: 'host' });
  }

  /** Switches it on, and waits until it has booted and, where the settings join an access point, has an address. */
  async start(): Promise<void> {
    this.module.boot();
    const { wifi, latency } = this.module.settings;
    const last = wifi.autojoin ? 'WIFI GOT IP' : 'ready';
    const booted = (): boolean => this.output.tokens.some(({ text }) => text === last);
    await this.changes.until(booted, BOOT_MS + 2 * latency.join, this.context.clock);
  }

  send(bytes: Buffer): void {
    this.traffic.add('>', this.#sent.shown(bytes));
    this.#line.write(bytes);
  }

  override async close(): Promise<void> {
    this.#line.destroy();
    await super.close();
  }
}

/** A module in this process whose host, elsewhere, is under test. */
export class ModuleUnderHost extends OwnModule {
  readonly plays = 'module';
  readonly #ports: ModulePorts;

  constructor(parts: OwnModuleParts) {
    super(parts);
    const { unit, context } = this;
    const { log } = parts;
    const owner = { unit, context, log, forkName: 'fork', flash: undefined, leaveOutUnavailable: false };
    this.#ports = new ModulePorts({ ...owner, allowedOrigins: [] });
  }

  /** Opens the port and boots. @param waiting is told where it is @throws PortError */
  async start(port: string, waiting: (where: string) => void): Promise<void> {
    const { info } = await this.#ports.openOne(parsePortSpec(port));
    if (info.kind !== 'exec') waiting(describePlace(info));
    this.module.boot();
  }

  /** The host is elsewhere. */
  send(): void {}

  override async close(): Promise<void> {
    this.module.powerOff();
    await this.#ports.close();
    await super.close();
  }

  /** Every connection leads to the embedded broker, whatever the firmware calls it. */
  protected override platform(broker: StartedPlayBroker | undefined): Partial<RunContext['platform']> {
    return broker === undefined ? {} : { dial: broker.dial };
  }

  protected override observer(): ModuleObserver {
    return {
      ...super.observer(),
      traffic: (event) => this.#heard(event),
      command: (event) => this.#answered(event),
    };
  }

  protected override programEnded(command: string, { how }: ProgramEnd): void {
    this.context.clock.after(LAST_WORDS_MS, () => {
      this.over = message('scenario.programEnded', { command, how });
      this.changes.tell();
    });
  }

  #answered({ line, reply }: CommandEvent): void {
    if (!reply.includes(BUSY)) return;
    const name = commandOf(line);
    const dropped = this.hostLines.findLast(({ text }) => commandOf(text) === name);
    if (dropped !== undefined) dropped.dropped = true;
    this.changes.tell();
  }

  #heard({ host, bytes, shown }: TrafficEvent): void {
    if (host === undefined) this.output.add(Buffer.from(bytes));
    else
      this.hostLines.push({
        text: bytes.toString('latin1').replace(/\r?\n$/, ''),
        at: this.output.length,
        dropped: false,
      });
    this.traffic.add(
      host === undefined ? '<' : '>',
      shown.endsWith(LINE_END) ? shown : `${shown}${LINE_END}`,
    );
    this.changes.tell();
  }
}
