import type { Duplex } from 'node:stream';
import { reasonOf } from '#errors/atmqtt-error';
import type { Log } from '#messages/log';
import { message } from '#messages/message';
import { createMemoryFlash } from '#module/flash/flash';
import type { Module } from '#module/module';
import {
  type HostPolicy,
  isPortError,
  type Port,
  type PortError,
  type PortErrorCode,
  type PortEvents,
  type PortSpec,
} from '#ports/index';
import type { Endpoints } from './endpoints.ts';
import { HostResets } from './host-resets.ts';
import { type AttachedHost, ModuleUnit } from './module-unit.ts';
import type { Patience } from './patience.ts';
import type { RunContext } from './run-context.ts';
import type { RunningModule, RunningPort } from './running.ts';

/** What the ports of a module are joined to. */
export interface PortsOwner {
  /** The module that the ports share, unless they have `fork`. */
  readonly unit: ModuleUnit;
  readonly context: RunContext;
  readonly log: Log;
  /** What the modules of ports with `fork` are called; a number follows. */
  readonly forkName: string;
  /** The directory of what is stored, which forks do not have; undefined: it is kept nowhere. */
  readonly flash: string | undefined;
  /**
   * A port that this machine lacks the means for, or whose place belongs to another user, is left out with a warning,
   * as long as another one opens.
   */
  readonly leaveOutUnavailable: boolean;
  /** A host that comes after the last one has gone finds a module that was reset, unless somebody says otherwise. */
  readonly resetBetweenHosts?: boolean;
  /** Web pages that may attach by WebSocket besides those of this machine. */
  readonly allowedOrigins: readonly string[];
}

/** A port as it is asked for, and what that means. */
export interface AskedPort {
  readonly text: string;
  readonly spec: PortSpec;
}

/** An open port, and its place in the list of ports. */
interface PlacedPort {
  readonly port: Port;
  readonly place: number;
}

const NOT_FOR_US: ReadonlySet<PortErrorCode> = new Set(['UNAVAILABLE', 'DENIED']);

/** The open ports of one module. */
export class ModulePorts implements RunningModule {
  readonly #owner: PortsOwner;
  readonly #shared: PlacedPort[] = [];
  readonly #forking: PlacedPort[] = [];
  /** How often all were let go of. */
  #closings = 0;
  readonly #resets: HostResets;
  #forks = 0;
  /** The modules of connections to ports with `fork`. */
  readonly #forked = new Set<ModuleUnit>();

  constructor(owner: PortsOwner) {
    this.#owner = owner;
    this.#resets = new HostResets({
      unit: owner.unit,
      betweenHosts: owner.resetBetweenHosts === true,
    });
  }

  /** What the ports share. */
  get unit(): ModuleUnit {
    return this.#owner.unit;
  }

  /** The module that the ports share. */
  get module(): Module {
    return this.#owner.unit.module;
  }

  get flash(): string | undefined {
    return this.#owner.flash;
  }

  get ports(): readonly RunningPort[] {
    return [...this.#shared, ...this.#forking].map(({ port: { info, away } }) => ({ info, away }));
  }

  get forks(): RunningModule['forks'] {
    return { name: this.#owner.forkName, units: this.#forked };
  }

  /**
   * Opens ports one after another. Those that may be had later come in the background.
   * @returns resolves when the last of them has come
   * @throws PortError; those that are open by then stay for `close`
   */
  async open(ports: readonly AskedPort[], patience: Patience): Promise<{ readonly all: Promise<unknown> }> {
    const { flash, leaveOutUnavailable, log } = this.#owner;
    let leftOut: PortError | undefined;
    const later: Promise<Port>[] = [];
    for (const [index, { text, spec }] of ports.entries()) {
      const what = message('app.thePort', { spec: text });
      try {
        const tried = await patience.try(what, () => this.openOne(spec, index));
        if (tried.later !== undefined) later.push(tried.later);
      } catch (error) {
        if (!leaveOutUnavailable || !isPortError(error) || !NOT_FOR_US.has(error.code)) throw error;
        const left = message('app.defaultPortLeftOut', { kind: spec.kind, reason: reasonOf(error) });
        log('warn', 'ports', left);
        leftOut = error;
      }
    }
    if (leftOut !== undefined && this.endpoints.length === 0 && later.length === 0) throw leftOut;
    if (flash !== undefined && this.#forking.length > 0) {
      log('warn', 'ports', message('app.forksKeepNothing'));
    }
    const all = Promise.all(later);
    all.catch(() => {});
    return { all };
  }

  /** Opens one port. @param place its place in the list of ports; behind all others unless given. @throws PortError */
  async openOne(spec: PortSpec, place = Number.POSITIVE_INFINITY): Promise<Port> {
    let opened: Port | undefined;
    const closings = this.#closings;
    const port = await spec.open(this.#events(spec, () => opened));
    opened = port;
    // It came when the others were let go of already.
    if (this.#closings !== closings) await port.close();
    const ports = spec.fork ? this.#forking : this.#shared;
    ports.push({ port, place });
    ports.sort((a, b) => (a.place === b.place ? 0 : a.place - b.place));
    return port;
  }

  /** Where they are: the shared ones and those with `fork`, if there are any. */
  get endpoints(): Endpoints['modules'] {
    const { forkName } = this.#owner;
    return [
      { name: this.module.name, ports: this.#shared.map(({ port }) => port.info) },
      { name: forkName, ports: this.#forking.map(({ port }) => port.info) },
    ].filter(({ ports }) => ports.length > 0);
  }

  /** Resets the module that the ports share and those of ports with `fork`. */
  reset(): void {
    this.module.reset();
    for (const { module } of this.#forked) module.reset();
  }

  async close(): Promise<void> {
    this.#closings++;
    for (const { port } of [...this.#shared, ...this.#forking].reverse()) await port.close();
  }

  #events(spec: PortSpec, port: () => Port | undefined): PortEvents {
    const { unit, log, context, allowedOrigins } = this.#owner;
    return {
      host: (stream, name, given = {}) => {
        const watched = spec.fork ? undefined : context.watchHost?.(unit.module.name, stream, name, given);
        const traits = watched ?? given;
        const { kind, slowHost, resetOn } = spec;
        const host = { name, traits, slowHost, resetOn, port };
        if (spec.fork) return this.#fork(stream, host);
        this.#resets.attach(stream, host, () => unit.attach(stream, host));
        if (kind === 'stdio') stream.once('close', () => context.hostGone());
      },
      programEnded: (end) => context.programEnded(unit.module.name, spec.command ?? '', end),
      allowedOrigins,
      notice: (level, notice) => log(level, 'ports', notice),
    };
  }

  /** A module for this connection, switched on and off with it. */
  #fork(stream: Duplex, host: AttachedHost & HostPolicy): void {
    const { forkName, context, unit } = this.#owner;
    const { settings } = this.module;
    const name = `${forkName}${this.#forks++}`;
    const fork = new ModuleUnit(
      {
        name,
        countedAs: forkName,
        settings,
        flash: createMemoryFlash(),
        log: context.logFor(name),
        faults: unit.specs,
      },
      context,
    );
    const resets = new HostResets({ unit: fork, betweenHosts: false });
    resets.attach(stream, host, () => fork.attach(stream, host));
    this.#forked.add(fork);
    fork.module.boot();
    stream.once('close', () => {
      this.#forked.delete(fork);
      fork.module.powerOff();
    });
  }
}
