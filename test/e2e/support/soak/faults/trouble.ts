import { setTimeout as pause } from 'node:timers/promises';
import type { Random } from '#random/random';
import type { Mosquitto } from '../../../../support/brokers.ts';
import type { SoakedProgram } from '../program.ts';
import type { Relay } from '../relay.ts';
import type { FaultLedger } from './fault-ledger.ts';
import type { Firmware } from './firmware.ts';
import { phaseAt } from './schedule.ts';

/** A broker that is killed is back within so many milliseconds, and what was connected to it; a cut is over sooner. */
const OUTAGE_MS = 4_000;
const CUT_MS = 1_000;
/** So long before the faults of the lasting program begin the other one is killed. */
const LEAD_MS = 2_000;

interface TroubleParts {
  readonly broker: Mosquitto;
  readonly relays: readonly Relay[];
  readonly lasting: SoakedProgram;
  readonly mortal: SoakedProgram;
  readonly firmwares: readonly Firmware[];
  readonly ledger: FaultLedger;
  readonly random: Random;
  /** How long the faults of a program come and go. */
  readonly scheduleMs: number;
}

/** What the soak does besides: kills the broker, a program, and connections; in no time in which all must be well. */
export class Trouble {
  readonly kills = { broker: 0, program: 0, connection: 0 };
  readonly #parts: TroubleParts;

  constructor(parts: TroubleParts) {
    this.#parts = parts;
  }

  async make(seconds: number): Promise<void> {
    const end = Date.now() + seconds * 1000;
    const { lasting, random } = this.#parts;
    const blows = [() => this.#killBroker(), () => this.#cut(), () => this.#killProgram()];
    for (let turn = 0; Date.now() < end; ) {
      const { leftMs, quiet } = this.#phase(lasting);
      if (!quiet) {
        if (await blows[turn % blows.length]?.()) turn++;
        await pause(random.next() * 2000);
        continue;
      }
      // A program that begins now has its faults when the other one has them.
      await pause(Math.max(0, Math.min(leftMs - LEAD_MS, end - Date.now())));
      if (turn > 0 && Date.now() < end) await this.#killProgram();
      await pause(Math.max(0, Math.min(this.#phase(lasting).leftMs + 1, end - Date.now())));
    }
  }

  /** No module that shows that it is sound is disturbed. */
  #maySuffer(program: SoakedProgram): boolean {
    const own = this.#parts.firmwares.filter((firmware) => firmware.program === program);
    return program.wanted && (!this.#phase(program).quiet || own.every((firmware) => firmware.proved));
  }

  /** So long the program need not be sound. */
  #hasTime(program: SoakedProgram, ms: number): boolean {
    const { quiet, leftMs } = this.#phase(program);
    return !quiet && leftMs > ms;
  }

  #phase(program: SoakedProgram) {
    return phaseAt(Date.now() - program.startedAt, this.#parts.scheduleMs);
  }

  /** @returns whether it could be done now; so do the others */
  async #killProgram(): Promise<boolean> {
    const { mortal, ledger, firmwares, random } = this.#parts;
    if (!this.#maySuffer(mortal)) return false;
    const at = Date.now();
    await mortal.kill();
    for (const { program, module } of firmwares) if (program === mortal) ledger.blow(module, 'kill', at);
    for (const firmware of firmwares) if (firmware.program === mortal) firmware.connected = false;
    await pause(random.next() * 500);
    await mortal.start();
    this.kills.program++;
    return true;
  }

  /** As if the broker had written each change to its disk at once, which Mosquitto does now and then only. */
  async #killBroker(): Promise<boolean> {
    const { broker, relays, lasting, mortal, random } = this.#parts;
    if (![lasting, mortal].every((program) => this.#hasTime(program, OUTAGE_MS))) return false;
    this.#blow();
    await Promise.all(relays.map((relay) => relay.freeze()));
    await broker.save();
    await broker.kill('SIGKILL');
    for (const relay of relays) relay.cutAll();
    await pause(random.next() * 1500);
    await broker.restart();
    this.#blow();
    for (const relay of relays) relay.open();
    this.kills.broker++;
    return true;
  }

  async #cut(): Promise<boolean> {
    const { relays, lasting, mortal, random } = this.#parts;
    if (![lasting, mortal].every((program) => this.#hasTime(program, CUT_MS))) return false;
    this.#blow();
    await relays[Math.floor(random.next() * relays.length)]?.cutOne();
    this.kills.connection++;
    return true;
  }

  #blow(): void {
    for (const { module } of this.#parts.firmwares) this.#parts.ledger.blow(module, 'connection');
  }
}
