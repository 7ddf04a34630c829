import { setTimeout as pause } from 'node:timers/promises';
import type { Random } from '#random/random';
import { dial, type Host, openTerminal } from './host.ts';
import type { Ending, Ledger } from './ledger.ts';
import type { ProgramEvent, SoakedProgram } from './program.ts';
import type { Witness } from './witness.ts';

/** A command is answered within so many milliseconds, whatever becomes of the broker. */
const LIMIT_MS = 20_000;
const RETRY_MS = 150;
/** After so many failures in a row a host begins with a clean link. */
const FAILURES = 12;
const MESSAGE = /^\+MQTTSUBRECV:\d+,"[^"]*",\d+,(.*)$/s;

interface SoakParts {
  readonly ledger: Ledger;
  readonly witness: Witness;
  /** Where the modules find their broker. */
  readonly brokerPort: number;
  readonly random: Random;
}

/** What the program has told of a module since somebody began to count. */
interface Told {
  /** Replies and URCs that a host has lost. */
  lostItems: number;
  /** Replies, echoes and URCs that are no messages, at the most. */
  otherItems: number;
  /** AT+MQTTCLEAN was answered. */
  cleaned: boolean;
}

/** What the actors of a soak share. */
export class Soak {
  readonly parts: SoakParts;
  /** The actors end what they are at, and begin nothing new. */
  stopping = false;
  /** Modules whose topic a broker keeps messages for. */
  readonly subscribed = new Set<string>();
  /** Modules whose host does not read, which get more than queues hold. */
  readonly asleep = new Set<string>();
  /** The names of hosts that read all the time. */
  readonly readers = new Set<string>();
  readonly #told = new Map<string, Told>();

  constructor(parts: SoakParts) {
    this.parts = parts;
  }

  get random(): Random {
    return this.parts.random;
  }

  /** A whole number from `min` up to but not `end`. */
  between(min: number, end: number): number {
    return Math.floor(min + this.random.next() * (end - min));
  }

  /** Waits so many milliseconds. */
  pause(min: number, end: number): Promise<void> {
    return pause(this.between(min, end));
  }

  told(module: string): Told {
    let told = this.#told.get(module);
    if (told === undefined) {
      told = { lostItems: 0, otherItems: 0, cleaned: false };
      this.#told.set(module, told);
    }
    return told;
  }

  /** Takes an event of a program that is never killed. */
  hear({ event, module, line = '', host = '', items = 0 }: ProgramEvent): void {
    const told = this.told(module);
    if (event === 'message') {
      const [, payload] = MESSAGE.exec(line) ?? [];
      if (payload === undefined) told.otherItems++;
      else this.parts.ledger.written(module, payload);
    } else if (event === 'command') {
      // Echo, reply, and another reply behind data.
      told.otherItems += 3;
      if (line.startsWith('AT+MQTTCLEAN')) told.cleaned = true;
    } else if (event === 'unread') {
      told.lostItems = items;
      if (this.readers.has(host))
        this.parts.ledger.fault(`${module}: ${host}, which reads, has lost ${items}`);
    } else if (event === 'dropped') this.parts.ledger.fault('events were left out');
  }
}

/** A host on a module, from when it comes until it goes. */
export class Guest {
  readonly host: Host;
  readonly module: string;
  readonly #soak: Soak;
  readonly #program: SoakedProgram;
  readonly #programLife: number;
  /** In the ledger; undefined for one that need not read everything. */
  readonly #life: number | undefined;
  readonly #onTerminal: boolean;

  private constructor(
    soak: Soak,
    at: { program: SoakedProgram; module: string; host: Host; onTerminal: boolean; life: number | undefined },
  ) {
    this.#soak = soak;
    this.#program = at.program;
    this.#programLife = at.program.lives;
    this.module = at.module;
    this.host = at.host;
    this.#onTerminal = at.onTerminal;
    this.#life = at.life;
    // The package serialport reads nothing, again and again, from a terminal that the program has hung up.
    if (at.onTerminal) void at.program.ended.then(() => this.host.leave());
  }

  /** Attaches a host to a port of a module. @returns undefined when the program is not up */
  static async enter(
    soak: Soak,
    program: SoakedProgram,
    module: string,
    { kind, counted }: { readonly kind: 'tcp' | 'pty'; readonly counted: boolean },
  ): Promise<Guest | undefined> {
    const { ledger } = soak.parts;
    const info = program.ports(module).find((port) => port.kind === kind);
    if (info === undefined) return undefined;
    const { lives } = program;
    const life = counted ? ledger.begin(module) : undefined;
    const options = {
      limitMs: LIMIT_MS,
      hang: (line: string) => ledger.fault(`${module}: no answer to ${line} in ${LIMIT_MS} ms`),
      message: (_topic: string, payload: string) => {
        if (life !== undefined) ledger.read(module, life, payload);
      },
    };
    const onTerminal = kind === 'pty';
    const host = await (onTerminal ? openTerminal(info.link ?? '', options) : dial(info.port ?? 0, options));
    if (host !== undefined) return new Guest(soak, { program, module, host, onTerminal, life });
    if (life !== undefined) ledger.end(module, life, 'in order');
    if (program.wanted && program.lives === lives)
      ledger.fault(`${module}: its ${kind} port cannot be opened`);
    return undefined;
  }

  /** Connects the link, with a session that is kept, and subscribes. @returns whether it is still there */
  async configure(): Promise<boolean> {
    const { module } = this;
    const lines = [
      'AT+MQTTCLEAN=0',
      `AT+MQTTUSERCFG=0,1,"${module}","","",0,0,""`,
      'AT+MQTTCONNCFG=0,60,1,"","",0,0',
      `AT+MQTTCONN=0,"127.0.0.1",${this.#soak.parts.brokerPort},1`,
      `AT+MQTTSUB=0,"in/${module}",2`,
    ];
    let failures = 0;
    for (let at = 0; at < lines.length; ) {
      const answer = await this.host.ask(lines[at] ?? '');
      if (answer === 'gone') return false;
      // There is nothing to clean where nothing was configured.
      if (answer === 'OK' || (at === 0 && answer === 'ERROR')) at++;
      else if (answer === 'reset' || ++failures % FAILURES === 0) at = 0;
      else await pause(RETRY_MS);
    }
    this.#soak.subscribed.add(module);
    return true;
  }

  /** Does what hosts do, for so many milliseconds. */
  async work(ms: number): Promise<void> {
    const end = Date.now() + ms;
    while (Date.now() < end && !this.host.gone && !this.#soak.stopping) {
      const what = this.#soak.random.next();
      if (what < 0.85) await this.publish();
      else if (what < 0.9) await this.host.ask('AT+MQTTCONN?');
      else if (what < 0.95) await this.host.ask(`AT+MQTTSUB=0,"side/${this.module}",1`);
      else await this.host.ask(`AT+MQTTUNSUB=0,"side/${this.module}"`);
      await this.#soak.pause(10, 60);
    }
  }

  /** Publishes with some QoS, as a parameter or behind a prompt. */
  async publish(): Promise<void> {
    const { ledger } = this.#soak.parts;
    const qos = ([0, 1, 2] as const)[this.#soak.between(0, 3)] ?? 0;
    const { payload, ok } = ledger.publish(this.module, qos);
    const topic = `out/${this.module}`;
    const isRaw = this.#soak.random.next() < 0.3;
    const text = `${payload} ${'x'.repeat(this.#soak.between(0, isRaw ? 3000 : 100))}`;
    const answer = await (isRaw
      ? this.host.ask(`AT+MQTTPUBRAW=0,"${topic}",${text.length},${qos},0`, text)
      : this.host.ask(`AT+MQTTPUB=0,"${topic}","${text}",${qos},0`));
    if (answer === 'OK') ok();
  }

  /** Begins a data phase and goes before its data is complete. */
  async dieInData(): Promise<void> {
    const answer = await this.host.ask(`AT+MQTTPUBRAW=0,"out/${this.module}",1000,1,0`, null);
    if (answer === 'prompt') this.host.blurt('AT+RST\r\n'.repeat(this.#soak.between(0, 20)));
    await this.leave();
  }

  /** Goes in the middle of a line. */
  async dieInLine(): Promise<void> {
    this.host.blurt(`AT+MQTTPUB=0,"out/${this.module}","half of`);
    await this.leave();
  }

  /** Goes at once. */
  async leave(): Promise<void> {
    if (this.host.gone) return this.wasLeft();
    await this.host.leave();
    this.#end('unread');
  }

  /** Closes the link first. @returns whether everything that was delivered was read */
  async leaveInOrder(): Promise<boolean> {
    let answer = await this.host.ask('AT+MQTTCLEAN=0');
    while (answer === 'busy') answer = await this.host.ask('AT+MQTTCLEAN=0');
    if (answer !== 'OK') {
      await this.leave();
      return false;
    }
    this.#end('in order');
    await this.host.leave();
    return true;
  }

  /** The line to the module is no more: that is the end of this host when the program was killed, and a fault else. */
  wasLeft(): void {
    if (this.#program.wanted && this.#program.lives === this.#programLife) {
      this.#soak.parts.ledger.fault(`${this.module}: the module has let its host go`);
    }
    this.#end(this.#onTerminal ? 'unread' : 'program killed');
  }

  /** From now on it may lose what comes. */
  sleeps(): void {
    if (this.#life !== undefined) this.#soak.parts.ledger.sleeps(this.module, this.#life);
  }

  #end(ending: Ending): void {
    if (this.#life !== undefined) this.#soak.parts.ledger.end(this.module, this.#life, ending);
  }
}
