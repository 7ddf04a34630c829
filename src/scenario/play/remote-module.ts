import type { Duplex } from 'node:stream';
import { UsageError } from '#errors/usage-error';
import type { Log } from '#messages/log';
import { type Message, message } from '#messages/message';
import type { Port, ProgramEnd } from '#ports/index';
import { parseDialledSpec } from '#ports/spec/dialled-spec';
import type { Clock } from '#time/clock';
import type { Changes } from './changes.ts';
import { ModuleOutput } from './module-output.ts';
import type { StartedPlayBroker } from './play-broker.ts';
import { describePlace } from './port-place.ts';
import { SentLines } from './sent-lines.ts';
import type { HostLine, PlayBroker, PlayTarget } from './target.ts';
import type { Traffic } from './traffic.ts';

/** Milliseconds until somebody is at the other end of the port. */
const CONNECT_MS = 10_000;
/** How often it is asked whether it is a module, and milliseconds for each answer. */
const TRIES = 5;
const TRY_MS = 1_000;
/** Milliseconds for a restart, and for an access point. */
const READY_MS = 10_000;
const ADDRESS_MS = 10_000;

/** What a module elsewhere is played with. */
export interface RemoteModuleParts {
  readonly clock: Clock;
  readonly log: Log;
  readonly changes: Changes;
  readonly traffic: Traffic;
  readonly broker: StartedPlayBroker | undefined;
}

/** A module at a port, ours or a genuine one, whose host the scenario plays. */
export class RemoteModule implements PlayTarget {
  readonly plays = 'host';
  readonly output = new ModuleOutput();
  readonly traffic: Traffic;
  readonly hostLines: readonly HostLine[] = [];
  readonly broker: PlayBroker | undefined;
  readonly tellsStates = false;
  readonly faults = undefined;
  readonly power = undefined;
  over: Message | undefined;
  readonly #parts: RemoteModuleParts;
  readonly #sent = new SentLines();
  #port: Port | undefined;
  #line: Duplex | undefined;

  constructor(parts: RemoteModuleParts) {
    this.#parts = parts;
    this.traffic = parts.traffic;
    this.broker = parts.broker?.broker;
  }

  /**
   * Opens the port, makes sure that a module is there, and restarts it, so that every scenario begins with the same.
   * @param waiting is told where the port is, when nobody is there yet
   * @throws PortError, UsageError when no module answers
   */
  async start(spec: string, waiting: (where: string) => void): Promise<void> {
    const { clock, changes, log } = this.#parts;
    const { open, command = spec } = parseDialledSpec(spec);
    this.#port = await open({
      host: (stream) => this.#attach(stream),
      programEnded: ({ how }: ProgramEnd) => this.#ended(message('scenario.programEnded', { command, how })),
      notice: (level, notice) => log(level, 'ports', notice),
    });
    if (this.#line === undefined) waiting(describePlace(this.#port.info));
    if (!(await changes.until(() => this.#line !== undefined, CONNECT_MS, clock))) {
      throw new UsageError(message('scenario.nobodyThere', { port: spec, ms: CONNECT_MS }));
    }
    for (let tries = 0; !(await this.#answers('AT', 'OK', TRY_MS)); tries++) {
      if (this.over !== undefined) throw new UsageError(this.over);
      if (tries >= TRIES) throw new UsageError(message('scenario.noModule', { port: spec }));
    }
    if (!(await this.#answers('AT+RST', 'ready', READY_MS))) {
      throw new UsageError(message('scenario.noRestart', { port: spec, ms: READY_MS }));
    }
    // One that has never joined an access point has none to wait for.
    if (!(await this.#answers('AT+CWJAP?', 'OK', TRY_MS))) return;
    const [state] = this.output.tokens.filter(({ text }) => text.startsWith('+CWJAP:')).slice(-1);
    if (state === undefined) await this.#comes('WIFI GOT IP', ADDRESS_MS);
  }

  onChange(listener: () => void, done: () => boolean): void {
    this.#parts.changes.listen(listener, done);
  }

  send(bytes: Buffer): void {
    this.traffic.add('>', this.#sent.shown(bytes));
    this.#line?.write(bytes);
  }

  linkState(): undefined {
    return undefined;
  }

  reset(): void {
    this.send(Buffer.from('AT+RST\r\n'));
  }

  async close(): Promise<void> {
    await this.#port?.close();
    await this.#parts.broker?.close();
  }

  #attach(stream: Duplex): void {
    this.#line = stream;
    this.over = undefined;
    stream.on('error', () => {});
    stream.on('data', (chunk: Buffer) => {
      this.output.add(chunk);
      this.traffic.add('<', chunk);
      this.#parts.changes.tell();
    });
    // Whose other side has ended may stay half open.
    stream.once('end', () => stream.destroy());
    stream.once('close', () => {
      if (this.#line === stream) this.#ended(message('scenario.lineClosed'));
    });
    this.#parts.changes.tell();
  }

  #ended(why: Message): void {
    this.over = why;
    this.#parts.changes.tell();
  }

  #answers(line: string, wanted: string, ms: number): Promise<boolean> {
    const from = this.output.length;
    this.send(Buffer.from(`${line}\r\n`));
    return this.#comes(wanted, ms, from);
  }

  async #comes(wanted: string, ms: number, from = 0): Promise<boolean> {
    const { changes, clock } = this.#parts;
    const came = (): boolean => this.output.tokensFrom(from).some(({ text }) => text === wanted);
    const there = await changes.until(() => came() || this.over !== undefined, ms, clock);
    return there && came();
  }
}
