import type { Packet } from 'mqtt-packet';
import { COMMANDS } from '../../src/commands/index.ts';
import { createMemoryFlash, type Flash } from '../../src/module/flash/flash.ts';
import { createKernel, type Kernel } from '../../src/module/kernel.ts';
import { Module } from '../../src/module/module.ts';
import { settingsFromPairs } from '../../src/module/settings.ts';
import { dialTcp } from '../../src/mqtt/transports/tcp.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { ScriptedBroker } from '../support/scripted-broker.ts';
import type { Attach, HostEnd } from './attach.ts';
import { toBytes, toNotation } from './notation.ts';
import type { Case, Step } from './transcript.ts';

const PATIENCE_MS = 5000;

/** Plays one case: a module with a clock that stands still, a scripted broker, and a host on a port. */
export class Stage {
  readonly #case: Case;
  readonly #clock = new ManualClock();
  readonly #broker = new ScriptedBroker();
  readonly #faults = new Set<string>();
  readonly #log: string[] = [];
  readonly #attach: Attach;
  #module: Module | undefined;
  #host: HostEnd | undefined;

  constructor(transcript: Case, attach: Attach) {
    this.#case = transcript;
    this.#attach = attach;
  }

  /** Every log line of the case, as `namespace: sentence`. */
  get log(): readonly string[] {
    return this.#log;
  }

  async play(): Promise<void> {
    try {
      await this.#open();
      for (const step of this.#case.steps) await this.#perform(step);
      await this.#expectSilence();
    } finally {
      await this.close();
    }
  }

  async close(): Promise<void> {
    this.#module?.powerOff();
    await this.#broker.stop();
    await this.#host?.close();
  }

  async #open(): Promise<void> {
    await this.#broker.start();
    const settings = settingsFromPairs(this.#case.settings);
    const module = new Module({
      name: 'stage',
      settings,
      commands: COMMANDS,
      dial: dialTcp,
      log: (_level, namespace, sentence) => this.#log.push(`${namespace}: ${sentence}`),
      clock: this.#clock,
      flash: this.#faultyFlash(createMemoryFlash()),
      kernel: this.#faultyKernel(createKernel(settings.heapBytes)),
    });
    this.#module = module;
    this.#host = await this.#attach(module);
    module.boot();
    const booted = settings.wifi.autojoin ? '⏎ready⏎WIFI CONNECTED⏎WIFI GOT IP⏎' : '⏎ready⏎';
    await this.#expect(booted);
    if (!this.#case.echo) await this.#say('ATE0⏎', 'ATE0⏎⏎OK⏎');
    if (this.#case.codes) {
      const line = 'AT+SYSLOG=1⏎';
      await this.#say(line, this.#case.echo ? `${line}⏎OK⏎` : '⏎OK⏎');
    }
  }

  async #say(line: string, answer: string): Promise<void> {
    this.#needHost().send(toBytes(line));
    await this.#expect(answer);
  }

  async #perform(step: Step): Promise<void> {
    try {
      await this.#do(step);
    } catch (error) {
      throw new Error(
        `${this.#case.file}:${step.line} ${step.verb} ${step.text}\n${(error as Error).message}`,
      );
    }
  }

  async #do({ verb, text }: Step): Promise<void> {
    switch (verb) {
      case '>':
        return this.#needHost().send(toBytes(this.#fill(text)));
      case '<':
        return this.#expect(this.#fill(text));
      case '~':
        return this.#expectLog(this.#fill(text));
      case 'wait':
        await this.#needHost().settled();
        return this.#clock.advance(Number(text));
      case 'wifi':
        return this.#wifi(text);
      case 'fault':
        this.#faults.add(text);
        return;
      case 'broker':
        return this.#direct(text.split(' '));
      default:
        throw new Error(`there is no direction ${verb}`);
    }
  }

  #fill(text: string): string {
    return text.replaceAll('{port}', String(this.#broker.port)).replaceAll('{absent}', '1');
  }

  async #expect(text: string): Promise<void> {
    const wanted = toBytes(text);
    const got = await this.#needHost().read(wanted.length, PATIENCE_MS);
    if (got.equals(wanted)) return;
    throw new Error(
      `expected ${toNotation(wanted)}\nreceived ${toNotation(got)}\nlog:\n${this.#log.join('\n')}`,
    );
  }

  async #expectLog(text: string): Promise<void> {
    await this.#needHost().settled();
    if (this.#log.some((line) => line.includes(text))) return;
    throw new Error(`no log line contains ${text}:\n${this.#log.join('\n')}`);
  }

  /** Nothing may follow the last step but the answer to a last question. */
  async #expectSilence(): Promise<void> {
    await this.#needHost().settled();
    const rest = await this.#needHost().rest();
    if (rest.length > 0)
      throw new Error(`${this.#case.file}: nothing more was expected but ${toNotation(rest)} came`);
  }

  #wifi(text: string): void {
    const { wifi } = this.#needModule();
    if (text === 'lost') wifi.lose();
    else throw new Error(`wifi cannot be ${text}`);
  }

  /**
   * - `broker refuses N` from now on CONNACK has return code N; `accepts` ends that
   * - `broker remembers` from now on CONNACK says that the session is present
   * - `broker ignores PACKET …` from now on it does not answer these; `answers` ends that
   * - `broker grants N` from now on SUBACK has return code N
   * - `broker sends TOPIC QOS PAYLOAD` it publishes; `broker sends-raw ‹…›` it sends bytes
   * - `broker got PACKET [field=value …]` it has got, or gets, such a packet
   * - `broker drops` it cuts the connection, `broker leaves` and is no longer there, `broker returns`
   */
  async #direct([what = '', ...words]: string[]): Promise<void> {
    const broker = this.#broker;
    const { manners } = broker;
    switch (what) {
      case 'refuses':
        manners.connack = Number(words[0]);
        return;
      case 'accepts':
        manners.connack = 0;
        return;
      case 'remembers':
        manners.sessionPresent = true;
        return;
      case 'ignores':
        manners.silent = new Set(words.map((word) => word.toLowerCase()));
        return;
      case 'answers':
        manners.silent.clear();
        return;
      case 'grants':
        manners.suback = Number(words[0]);
        return;
      case 'sends': {
        const [topic = '', qos, ...payload] = words;
        const level = Number(qos) as 0 | 1 | 2;
        const publish = { cmd: 'publish', topic, qos: level, retain: false, dup: false } as const;
        return broker.send({ ...publish, payload: toBytes(payload.join(' ')), messageId: 77 });
      }
      case 'sends-raw':
        return broker.send(toBytes(words.join(' ')));
      case 'got':
        return this.#got(words);
      case 'drops':
        return broker.drop();
      case 'leaves':
        return broker.stop();
      case 'returns':
        return broker.start();
      default:
        throw new Error(`the broker cannot do ${what}`);
    }
  }

  async #got([cmd = '', ...fields]: string[]): Promise<void> {
    const packet = (await this.#broker.got(cmd.toLowerCase() as Packet['cmd'])) as unknown as Record<
      string,
      unknown
    >;
    for (const field of fields) {
      const [name = '', ...value] = field.split('=');
      const wanted = toBytes(value.join('=')).toString();
      const got = String(
        name
          .split('.')
          .reduce<unknown>((at, key) => (at as Record<string, unknown> | undefined)?.[key], packet),
      );
      if (got !== wanted) throw new Error(`${name} is ${got}, not ${wanted}`);
    }
  }

  #faultyKernel(kernel: Kernel): Kernel {
    return Object.assign(Object.create(kernel) as Kernel, {
      createSemaphore: () => !this.#faults.has('semaphore') && kernel.createSemaphore(),
      createEventGroup: () => !this.#faults.has('event group') && kernel.createEventGroup(),
    });
  }

  #faultyFlash(flash: Flash): Flash {
    return {
      ...flash,
      session: (identity) => ({
        ...flash.session(identity),
        close: () => {
          if (this.#faults.has('flash')) throw new Error('the flash is worn out');
        },
      }),
    };
  }

  #needHost(): HostEnd {
    if (this.#host === undefined) throw new Error('there is no host');
    return this.#host;
  }

  #needModule(): Module {
    if (this.#module === undefined) throw new Error('there is no module');
    return this.#module;
  }
}
