import { UsageError } from '#errors/usage-error';
import { type Message, message } from '#messages/message';
import type { HostPort } from '#net/host-port';
import type { PortInfo } from '#ports/index';
import type { Clock } from '#time/clock';
import type { BrokerServer } from './broker-server.ts';
import type { CompareCase } from './compare-case.ts';
import { isCompareError } from './compare-error.ts';
import { type LeftOut, leftOut } from './leave-out.ts';
import { LineTarget } from './line-target.ts';
import type { ModuleLine } from './module-line.ts';
import type { ModuleState, Permission } from './module-state.ts';
import { isSame, type Patience, playStep } from './play-case.ts';
import { nameOfProfile, OUR_PROFILES, ourOutputs } from './profiles.ts';

/** A case that was played on a module. */
export interface PlayedCase {
  readonly one: CompareCase;
  /** What came at each step. */
  readonly came: readonly string[];
  /** What ours writes, by the names of its profiles. */
  readonly ours: ReadonlyMap<string, readonly string[]>;
}

/** How a module was compared. */
export interface Comparison {
  readonly identity: readonly string[];
  readonly portKind: PortInfo['kind'];
  readonly played: readonly PlayedCase[];
  readonly planned: number;
  readonly leftOut: ReadonlyMap<LeftOut, number>;
  /** Cases in which the module was lost twice. */
  readonly lostIn: readonly string[];
  /** Why not all were played. */
  readonly ended: Message | undefined;
  readonly stopped: boolean;
}

/** How far it is. */
export interface ProgressOfCases {
  readonly done: number;
  readonly planned: number;
  readonly differing: number;
  readonly msLeft: number;
}

/** What a comparison is made with. */
export interface CompareParts {
  readonly cases: readonly CompareCase[];
  readonly line: ModuleLine;
  readonly state: ModuleState;
  readonly broker: BrokerServer;
  /** Whether the module may be told of it. */
  readonly hasBroker: boolean;
  readonly allowed: ReadonlySet<Permission>;
  readonly clock: Clock;
  /** Milliseconds that a module may take longer than the one that was observed. */
  readonly slackMs: number;
  /** Milliseconds until a lost module is there again, and answers. */
  readonly returnMs: number;
  readonly port: string;
  progress(progress: ProgressOfCases): void;
  /** Takes what a person should know meanwhile. */
  notice(said: Message): void;
}

const HURRIED_QUIET_MS = 60;
const CAREFUL_QUIET_MS = 200;
/** Milliseconds behind the last step of a case in which something that should not come would come. */
const LAST_QUIET_MS = 25;
const POLL_MS = 1_000;
/** So many cases one after another in which a module is lost end it. */
const MAX_LOST = 3;

/**
 * Plays cases on a module and says what came.
 * @throws CompareError when there is none at first, the system's error when the broker cannot listen
 */
export async function compareModule(parts: CompareParts): Promise<Comparison> {
  return new Run(parts).play();
}

class Run {
  readonly #parts: CompareParts;
  readonly #target: LineTarget;
  readonly #played: PlayedCase[] = [];
  readonly #lostIn: string[] = [];
  readonly #leftOut = new Map<LeftOut, number>();
  #identity: readonly string[] = [];
  #differing = 0;
  #lastLoss: unknown;
  #lastQuietMs = LAST_QUIET_MS;

  constructor(parts: CompareParts) {
    this.#parts = parts;
    this.#target = new LineTarget(parts.line, parts.broker);
  }

  async play(): Promise<Comparison> {
    const broker = await this.#begin();
    const cases = await this.#chosen(broker);
    if (cases.length === 0) {
      const why = [...this.#leftOut].map(([reason, count]) =>
        message('compare.leftOut', { why: reason, count }),
      );
      throw new UsageError(message('compare.nothingPlayed', { why }));
    }
    let ended: Message | undefined;
    let stopped = false;
    try {
      await this.#playAll(cases);
    } catch (error) {
      if (!isCompareError(error)) throw error;
      ended = error.reason;
      stopped = error.code === 'STOPPED';
    }
    return {
      identity: this.#identity,
      portKind: this.#parts.line.kind,
      played: this.#played,
      planned: cases.length,
      leftOut: this.#leftOut,
      lostIn: this.#lostIn,
      ended,
      stopped,
    };
  }

  /** @returns where the module reaches the broker; undefined: it does not */
  async #begin(): Promise<HostPort | undefined> {
    const { state, port, broker, hasBroker, notice } = this.#parts;
    await state.find(port);
    await state.clean();
    this.#identity = await state.identity();
    if (!hasBroker) return undefined;
    if (!(await state.join())) {
      notice(message('compare.noAddress'));
      return undefined;
    }
    const { address } = broker;
    await state.ask('AT+MQTTUSERCFG=0,1,"atmqtt","","",0,0,""');
    const answer = await state.ask(`AT+MQTTCONN=0,"${address.host}",${address.port},0`, REACH_MS);
    await state.clean();
    if (answer?.includes('+MQTTCONNECTED') === true) return address;
    notice(message('compare.brokerNotReached', address));
    return undefined;
  }

  /** Those that tell firmware apart come first, so that a comparison that is cut short has said the most. */
  async #chosen(broker: HostPort | undefined): Promise<readonly CompareCase[]> {
    const { cases, allowed, line } = this.#parts;
    const means = { allowed, broker, port: line.kind };
    const telling: CompareCase[] = [];
    const others: CompareCase[] = [];
    for (const one of cases) {
      const why = leftOut(one, means) ?? ((await this.#connectsElsewhere(one)) ? 'elsewhere' : undefined);
      if (why !== undefined) this.#leftOut.set(why, (this.#leftOut.get(why) ?? 0) + 1);
      else if (new Set(one.observed.values()).size > 1) telling.push(one);
      else others.push(one);
    }
    return [...telling, ...others];
  }

  /** Whether ours, whose every way leads to the broker, tries to connect to what is another host in a real network. */
  async #connectsElsewhere(one: CompareCase): Promise<boolean> {
    const tried = one.steps.findIndex(({ in: text = '' }) => ELSEWHERE.test(text));
    if (tried === -1) return false;
    const ours = await this.#ours(one);
    return [...ours.values()].some((outputs) => /^\+MQTT(?:DIS)?CONNECTED/m.test(outputs[tried] ?? ''));
  }

  async #playAll(cases: readonly CompareCase[]): Promise<void> {
    const { clock, progress } = this.#parts;
    const began = clock.now();
    let lostInARow = 0;
    for (const [index, one] of cases.entries()) {
      const ours = await this.#ours(one);
      const came = (await this.#attempt(one, ours)) ?? (await this.#attempt(one, ours));
      if (came === undefined) {
        this.#lostIn.push(one.id);
        if (++lostInARow >= MAX_LOST) throw this.#lastLoss;
      } else {
        lostInARow = 0;
        this.#played.push({ one, came, ours });
        if (!isEqualToAny(one, came, ours)) this.#differing++;
      }
      const done = index + 1;
      const msLeft = ((clock.now() - began) / done) * (cases.length - done);
      progress({ done, planned: cases.length, differing: this.#differing, msLeft });
    }
  }

  /** @returns undefined when the module was lost; it is there again */
  async #attempt(one: CompareCase, ours: PlayedCase['ours']): Promise<readonly string[] | undefined> {
    try {
      const came = await this.#playOnce(one, ours, true);
      if (came.rest === '' && isEqualToAny(one, came.came, ours)) return came.came;
      // Once more, with time for everything: what was late is no difference.
      const again = await this.#playOnce(one, ours, false);
      // What came too late for the last step is waited for longer from now on, which is less than to play twice.
      if (came.rest !== '' && isEqualToAny(one, again.came, ours))
        this.#lastQuietMs = Math.min(2 * this.#lastQuietMs, CAREFUL_QUIET_MS);
      return again.came;
    } catch (error) {
      if (!isCompareError(error) || error.code !== 'LOST') throw error;
      this.#lastLoss = error;
      await this.#findAgain(error.reason);
      return undefined;
    }
  }

  async #playOnce(
    one: CompareCase,
    ours: PlayedCase['ours'],
    hurried: boolean,
  ): Promise<{ readonly came: readonly string[]; readonly rest: string }> {
    const { state, broker, line, slackMs } = this.#parts;
    if (one.broker !== 'none') await broker.behave(one.broker);
    line.take();
    for (const { in: text } of one.steps) if (text !== undefined) state.note(text);
    const patience: Patience = { quietMs: hurried ? HURRIED_QUIET_MS : CAREFUL_QUIET_MS, slackMs, hurried };
    let alive = [...new Set(ours.values())];
    const came: string[] = [];
    let restarts = false;
    for (const [index, step] of one.steps.entries()) {
      const awaited = [...new Set(alive.map((outputs) => outputs[index] ?? ''))];
      const got = await playStep(this.#target, step, awaited, patience, false);
      const same = alive.filter((outputs) => isSame(step, outputs[index] ?? '', got));
      if (same.length > 0) alive = same;
      restarts = step.then === 'restart' && !got.includes('ERROR');
      came.push(restarts ? beforeBoot(got, awaited) : got);
      if (restarts) {
        await state.booted(got);
        break;
      }
    }
    if (hurried && !restarts) await line.until(() => line.output !== '', this.#lastQuietMs);
    return { came, rest: (await this.#clean()) ?? '' };
  }

  async #clean(): Promise<string | undefined> {
    const { state, allowed } = this.#parts;
    try {
      return await state.clean();
    } catch (error) {
      if (!isCompareError(error) || error.code !== 'LOST' || !allowed.has('restart')) throw error;
      await state.restart('AT+RST');
      return state.clean();
    }
  }

  /** Waits until a module that was lost answers again. @throws CompareError `LOST` when it does not */
  async #findAgain(reason: Message): Promise<void> {
    const { line, state, clock, notice, port, allowed, returnMs } = this.#parts;
    notice(message('compare.waitsForModule', { reason }));
    const end = clock.now() + returnMs;
    for (;;) {
      try {
        if (!(await line.untilPresent(end - clock.now()))) throw this.#lastLoss;
        await state.find(port);
        await this.#clean();
        if (allowed.has('restart')) await state.restart('AT+RST');
        await state.join();
        notice(message('compare.moduleIsBack'));
        return;
      } catch (error) {
        if (!isCompareError(error) || error.code === 'STOPPED' || clock.now() + POLL_MS > end) throw error;
        await new Promise<void>((resolve) => clock.after(POLL_MS, resolve));
      }
    }
  }

  /** What ours writes as each profile; profiles that write the same share it. */
  async #ours(one: CompareCase): Promise<PlayedCase['ours']> {
    const shared = new Map<string, readonly string[]>();
    const ours = new Map<string, readonly string[]>();
    for (const profile of OUR_PROFILES) {
      const outputs = await ourOutputs(one, profile);
      const key = JSON.stringify(outputs);
      shared.set(key, shared.get(key) ?? outputs);
      ours.set(nameOfProfile(profile), shared.get(key) ?? outputs);
    }
    return ours;
  }
}

const ELSEWHERE = /AT\+MQTTCONN=[^,]*,(?!"127\.0\.0\.1",)/i;
/** Milliseconds for a connection to the broker. */
const REACH_MS = 15_000;

/** Whether what came is what is expected at every step. */
export function isEqual(one: CompareCase, expected: readonly string[], came: readonly string[]): boolean {
  return firstDifference(one, expected, came) === undefined;
}

/** The first step at which what came is not what is expected. */
export function firstDifference(
  { steps }: CompareCase,
  expected: readonly string[],
  came: readonly string[],
): number | undefined {
  const index = steps.findIndex(
    (step, at) => step.out !== undefined && !isSame(step, expected[at] ?? '', came[at] ?? ''),
  );
  return index === -1 || index >= came.length ? undefined : index;
}

function isEqualToAny(one: CompareCase, came: readonly string[], ours: PlayedCase['ours']): boolean {
  return [...new Set(ours.values())].some((expected) => isEqual(one, expected, came));
}

function beforeBoot(got: string, awaited: readonly string[]): string {
  return awaited.find((text) => got.startsWith(text)) ?? got;
}
