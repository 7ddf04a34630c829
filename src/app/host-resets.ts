import type { Duplex } from 'node:stream';
import { message } from '#messages/message';
import type { Module } from '#module/module';
import type { Settings } from '#module/settings/settings';
import { type HostPolicy, type HostTraits, PortError, type PortSpec, type ResetSignal } from '#ports/index';

/**
 * Refuses a setting by which a module would never be reset, as `break` on a serial device.
 * @throws PortError `MALFORMED`
 */
export function checkResets(
  module: string,
  { resetOn }: Settings,
  ports: readonly { readonly text: string; readonly spec: PortSpec }[],
): void {
  if (resetOn === 'auto' || resetOn === 'none' || ports.length === 0) return;
  if (ports.some(({ spec }) => spec.resetOn !== undefined || spec.resetSignals?.includes(resetOn) !== false))
    return;
  const texts = ports.map(({ text }) => text);
  throw new PortError(
    'MALFORMED',
    message('ports.resetNeverComes', { module, signal: resetOn, ports: texts }),
  );
}

/** Whose resets these are. */
interface HostResetsParts {
  /** Whose module it is; another one may take its place. */
  readonly unit: { readonly module: Module };
  /** A host that comes after the last one has gone finds a module that was reset, unless somebody says otherwise. */
  readonly betweenHosts: boolean;
}

/** A host as it is watched. */
interface WatchedHost {
  readonly name: string;
  readonly traits?: HostTraits;
  readonly resetOn?: HostPolicy['resetOn'];
}

/**
 * Resets a module by what its hosts do, as boards do by a line to the module's reset [B-RESET-2]. In a run with a host
 * program the reset waits for the next host: a program that leaves its terminal for good has changed nothing by that.
 */
export class HostResets {
  readonly #parts: HostResetsParts;
  /** Hosts that are there, where that matters. */
  readonly #present = new Set<Duplex>();
  /** The last host has gone since the module was reset. */
  #due = false;

  constructor(parts: HostResetsParts) {
    this.#parts = parts;
  }

  /**
   * Attaches a host and watches what it does.
   * @param attach attaches it to the module
   */
  attach(stream: Duplex, { name, traits, resetOn }: WatchedHost, attach: () => void): void {
    const { unit, betweenHosts } = this.#parts;
    const setting = unit.module.settings.resetOn;
    const chosen = resetOn ?? (setting === 'auto' || setting === 'none' ? [] : [setting]);
    const between = betweenHosts && resetOn === undefined && setting === 'auto';
    if (chosen.length === 0 && !between) return attach();
    const happened = (signal: ResetSignal): void => {
      if (between) this.#between(stream, signal);
      if (!chosen.includes(signal)) return;
      const { module } = unit;
      module.log('info', 'ports', message('app.resetByHost', { host: name, signal }));
      module.reset();
    };
    traits?.signals?.(happened);
    if (traits?.presence !== undefined) return attach();
    // Its stream is the host: it comes with it and goes with it.
    if (between) this.#between(stream, 'open');
    attach();
    if (chosen.includes('open')) happened('open');
    stream.once('close', () => happened('hangup'));
  }

  #between(stream: Duplex, signal: ResetSignal): void {
    if (signal === 'hangup') {
      this.#present.delete(stream);
      this.#due = this.#present.size === 0;
    } else if (signal === 'open') {
      this.#present.add(stream);
      if (!this.#due) return;
      this.#due = false;
      const { module } = this.#parts.unit;
      module.log('info', 'ports', message('app.resetBetweenHosts'));
      module.reset();
    }
  }
}
