import { escapeParameter } from '#at/escape-parameter';
import { COMMANDS } from '#commands/index';
import type { Log } from '#messages/log';
import { Module } from '#module/module';
import type { ModuleObserver } from '#module/observer';
import type { DialRoute } from '#module/platform';
import type { Settings } from '#module/settings/settings';
import { nodePlatform } from '#node/platform';
import type { Clock } from '#time/clock';
import type { Cancel } from '#time/timers';
import { AtResponseParser, type AtResponseSink } from './at-response-parser.ts';
import { MemoryLine } from './memory-line.ts';
import { roundLength } from './pacing.ts';
import { Random, seedOf } from './random.ts';
import { RoundTrips } from './round-trips.ts';
import type { Script, Step } from './script.ts';
import { NO_ANSWER, NO_CODE, type Stats } from './stats.ts';
import type { TemplateValues } from './template.ts';

/** Milliseconds after which a step that failed is tried again. */
const RETRY_MS = 10_000;
const CLEAN_TIMEOUT_MS = 2_000;
const CODE = /^ERR CODE:(0x[0-9a-f]{8})$/;

/** What all modules of a fleet share. */
export interface DeviceParts {
  readonly script: Script;
  readonly settings: Settings;
  readonly seed: number;
  readonly clock: Clock;
  readonly dial: DialRoute;
  readonly log: Log;
  readonly observer: ModuleObserver;
  readonly stats: Stats;
}

interface Waiting {
  readonly expect: string;
  readonly data: string | undefined;
  readonly cancel: Cancel;
  done(ok: boolean): void;
}

/** One module of a fleet and the host program on its line: it plays the scenario and counts what comes of it. */
export class Device implements AtResponseSink, TemplateValues {
  readonly random: Random;
  readonly #parts: DeviceParts;
  readonly #n: number;
  readonly #line: MemoryLine;
  readonly #parser = new AtResponseParser(this);
  readonly #topic: string;
  readonly #topicBytes: string;
  readonly #roundTrips: RoundTrips | undefined;
  #module: Module | undefined;
  #waiting: Waiting | undefined;
  #cancelTimer: Cancel | undefined;
  /** The state of the connection as the lines tell it. */
  #connection: 'none' | 'up' | 'lost' = 'none';
  #sequence = 0;
  #payload = '';
  #dataLength = 0;
  /** What the last `ERR CODE` said. */
  #code = NO_CODE;
  /** When the next round is due. */
  #due = 0;
  #resting = false;

  /** @param n number of the module in the whole swarm, from 0 */
  constructor(n: number, parts: DeviceParts) {
    this.#n = n;
    this.#parts = parts;
    this.random = new Random(seedOf(parts.seed, n));
    this.#line = new MemoryLine((chunk) => this.#parser.feed(chunk));
    this.#topic = parts.script.topic.fill(this);
    this.#topicBytes = Buffer.from(this.#topic).toString('latin1');
    if (parts.script.scenario.roundTrip) this.#roundTrips = new RoundTrips(parts.clock, parts.stats);
  }

  /** Switches the module on and begins with the steps. */
  start(): void {
    const { script, settings, dial, log, clock, observer } = this.#parts;
    const name = this.value('id');
    this.#module = new Module({
      ...nodePlatform,
      name,
      settings,
      commands: COMMANDS,
      dial,
      log,
      clock,
      observer,
    });
    this.#module.attach(this.#line, { name: 'memory' });
    this.#module.boot();
    this.#payload = script.payload.fill(this);
    this.#play(0);
  }

  /** Publishes nothing more; what comes is still counted. */
  rest(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
    this.#resting = true;
  }

  /** Whether a command or a round trip is under way. */
  get underWay(): boolean {
    return this.#waiting !== undefined || (this.#roundTrips?.underWay ?? false);
  }

  /** Disconnects in order, which does not count, and switches the module off. Resolves once that is done; never rejects. */
  async stop(): Promise<void> {
    this.rest();
    const module = this.#module;
    if (module === undefined) return;
    // Whoever stops has waited: what is not answered by now is a failure like any other.
    this.#code = NO_ANSWER;
    this.#answered(false);
    if (this.#connection === 'up') {
      await new Promise<void>((resolve) =>
        this.#say('AT+MQTTCLEAN=0', 'OK', CLEAN_TIMEOUT_MS, () => resolve()),
      );
    }
    this.#connection = 'none';
    this.#forget();
    module.powerOff();
    this.#module = undefined;
  }

  /** The value of a placeholder. */
  value(name: string): string {
    const { scenario, broker } = this.#parts.script;
    switch (name) {
      case 'id':
        // With the seed, so that a second swarm does not take over the connections of the first.
        return `swarm-${this.#parts.seed.toString(36)}-${this.#n}`;
      case 'n':
        return String(this.#n);
      case 'seq':
        return String(this.#sequence);
      case 'time':
        return String(this.#parts.clock.wall());
      case 'topic':
        return this.#topic;
      case 'payload':
        return this.#payload;
      case 'length':
        return String(this.#dataLength);
      case 'qos':
        return String(scenario.qos);
      default:
        return String(broker[name as keyof typeof broker] ?? '');
    }
  }

  line(text: string): void {
    if (text.startsWith('+MQTTCONNECTED:')) this.#connected();
    else if (text.startsWith('+MQTTDISCONNECTED:')) this.#disconnected();
    const code = CODE.exec(text)?.[1];
    if (code !== undefined) this.#code = Number(code);
    const waiting = this.#waiting;
    if (waiting === undefined) return;
    if (text === 'ERROR' || text === '+MQTTPUB:FAIL' || text === 'busy p...') this.#answered(false);
    // The OK before a prompt is not the end of a step with data.
    else if (text.startsWith(waiting.expect) && waiting.data === undefined) this.#answered(true);
  }

  message(topic: string, payload: string): void {
    const { stats, script } = this.#parts;
    stats.received[script.scenario.qos as 0 | 1 | 2]++;
    if (topic === this.#topicBytes) this.#roundTrips?.arrived(payload);
  }

  prompt(): void {
    const waiting = this.#waiting;
    if (waiting?.data === undefined) return;
    this.#waiting = { ...waiting, data: undefined };
    this.#line.send(Buffer.from(waiting.data));
  }

  #connected(): void {
    const { stats } = this.#parts;
    if (this.#connection === 'lost') stats.reconnected++;
    if (this.#connection !== 'up') stats.connected++;
    this.#connection = 'up';
  }

  /** Told again for each try that fails to come back. */
  #disconnected(): void {
    if (this.#connection !== 'up') return;
    const { stats } = this.#parts;
    this.#connection = 'lost';
    stats.connected--;
    stats.lost++;
    this.#roundTrips?.forget();
  }

  /** Plays the steps from `index` on, then goes round. */
  #play(index: number): void {
    const step = this.#parts.script.steps[index];
    if (step === undefined) return this.#ready();
    this.#perform(step, (ok) => {
      if (ok) this.#play(index + 1);
      else this.#later(RETRY_MS * (0.5 + this.random.next()), () => this.#play(index));
    });
  }

  #ready(): void {
    const { stats, script, clock } = this.#parts;
    stats.ready++;
    const { loop } = script.scenario;
    if (script.round.length === 0 || loop === undefined) return;
    // Somewhere in the first round, so that modules which came together do not publish together.
    this.#due = clock.now() + (this.random.next() * 1000) / loop.rate;
    this.#await();
  }

  #await(): void {
    this.#later(Math.max(0, this.#due - this.#parts.clock.now()), () => this.#round());
  }

  #round(): void {
    const { script, clock } = this.#parts;
    const { loop } = script.scenario;
    if (loop === undefined) return;
    // A module that is slower than its rate is not chased by the rounds it missed.
    this.#due = Math.max(this.#due, clock.now() - 1000 / loop.rate);
    this.#due += roundLength(loop.rate, loop.jitter, this.random);
    if (this.#connection === 'lost') return this.#await();
    this.#sequence++;
    this.#payload = script.payload.fill(this);
    this.#continue(script.round, 0);
  }

  #continue(steps: readonly Step[], index: number): void {
    const step = steps[index];
    if (step === undefined) return this.#await();
    this.#perform(step, (ok) => (ok ? this.#continue(steps, index + 1) : this.#await()));
  }

  #later(ms: number, run: () => void): void {
    if (this.#resting) return;
    this.#cancelTimer = this.#parts.clock.after(ms, () => {
      this.#cancelTimer = undefined;
      run();
    });
  }

  #perform(step: Step, done: (ok: boolean) => void): void {
    const data = step.data?.fill(this);
    this.#dataLength = data === undefined ? 0 : Buffer.byteLength(data);
    const line = step.send.fill(this, escapeParameter);
    const bytes = step.comesBack ? publishedBytes(this.#payload) : undefined;
    if (bytes !== undefined) this.#roundTrips?.left(bytes);
    this.#say(
      line,
      step.expect,
      step.timeoutMs,
      (ok) => {
        if (ok && step.publishes) this.#parts.stats.sent[qosOf(line)]++;
        if (!ok) {
          if (bytes !== undefined) this.#roundTrips?.failed(bytes);
          this.#parts.stats.failed(this.#code);
        }
        if (!this.#resting) done(ok);
      },
      data,
    );
  }

  #say(line: string, expect: string, timeoutMs: number, done: (ok: boolean) => void, data?: string): void {
    const cancel = this.#parts.clock.after(timeoutMs, () => {
      this.#code = NO_ANSWER;
      this.#answered(false);
    });
    this.#code = NO_CODE;
    this.#waiting = { expect, data, cancel, done };
    this.#line.send(Buffer.from(`${line}\r\n`));
  }

  #answered(ok: boolean): void {
    const waiting = this.#waiting;
    this.#forget();
    waiting?.done(ok);
  }

  #forget(): void {
    this.#waiting?.cancel();
    this.#waiting = undefined;
  }
}

/** As the module tells of it when it comes back. */
function publishedBytes(payload: string): string {
  return Buffer.from(payload).toString('latin1');
}

/** The QoS of a publishing line, whose last parameters are QoS, retain and perhaps a time. */
function qosOf(line: string): 0 | 1 | 2 {
  const qos = /,\s*([012])\s*,\s*[01]\s*(?:,\s*\d+\s*)?$/.exec(line)?.[1];
  return Number(qos ?? 0) as 0 | 1 | 2;
}
