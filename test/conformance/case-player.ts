import { isIP } from 'node:net';
import { UartWiring } from '#app/uart';
import type { CommandRow } from '#at/command';
import { commandsFor } from '#commands/index';
import { textLog } from '#messages/log';
import { message } from '#messages/message';
import { createMemoryFlash } from '#module/flash/flash';
import { createKernel } from '#module/kernel';
import { Module } from '#module/module';
import type { Platform } from '#module/platform';
import { PlatformError } from '#module/platform-error';
import { settingsFromPairs } from '#module/settings/pairs';
import type { Settings } from '#module/settings/settings';
import { dialTcp } from '#mqtt/transports/tcp';
import { nodePlatform } from '#node/platform';
import { VERSION } from '#node/version';
import { toBytes, toNotation } from '#scenario/notation';
import { ManualClock } from '#testing/manual-clock';
import { systemClock } from '#time/clock';
import { freePort } from '../../tools/free-port.js';
import { type Attach, LINE_END, type PortHost } from './attach.ts';
import { BrokerScript } from './broker-script.ts';
import { type Faults, faultyFlash, faultyKernel } from './faults.ts';
import type { Direction, TranscriptCase } from './transcript.ts';

const PATIENCE_MS = 5000;

/** Plays one case: a module with a clock that stands still, a scripted broker, and a host on a port. */
export class CasePlayer {
  readonly #case: TranscriptCase;
  readonly #clock = new ManualClock();
  readonly #broker = new BrokerScript();
  readonly #faults: Faults = new Set();
  /** Whether access points can be heard. */
  #audible = true;
  #dhcpAnswers = true;
  readonly #timeServers = new Map<string, number>();
  readonly #names = new Map<string, string>();
  readonly #answering = new Map<string, number>();
  readonly #log: string[] = [];
  readonly #attach: Attach;
  readonly #commandsFor: (settings: Settings) => readonly CommandRow<Module>[];
  #absent = 0;
  #module: Module | undefined;
  #host: PortHost | undefined;

  constructor(
    transcript: TranscriptCase,
    attach: Attach,
    rowsFor: (settings: Settings) => readonly CommandRow<Module>[] = commandsFor,
  ) {
    this.#case = transcript;
    this.#attach = attach;
    this.#commandsFor = rowsFor;
  }

  /** Every log line of the case, as `namespace: sentence`. */
  get log(): readonly string[] {
    return this.#log;
  }

  async play(): Promise<void> {
    try {
      await this.#open();
      for (const direction of this.#case.directions) await this.#perform(direction);
      await this.#expectSilence();
      for (const each of this.#case.directions) if (each.verb === '!~') this.#expectNoLog(each);
    } finally {
      await this.#close();
    }
  }

  async #close(): Promise<void> {
    this.#module?.powerOff();
    await this.#broker.stop();
    await this.#host?.close();
  }

  async #open(): Promise<void> {
    await this.#broker.start();
    const texts = [...this.#case.settings, ...this.#case.directions.map(({ text }) => text)];
    if (texts.some((text) => text.includes('{absent}'))) this.#absent = await freePort();
    const settings = settingsFromPairs(this.#case.settings.map((pair) => this.#fill(pair)));
    const log = textLog((_level, namespace, text) => this.#log.push(`${namespace}: ${text}`));
    // Pacing and cutting take their time from the system: a transcript shows what is said, not when.
    const uart = new UartWiring(settings, systemClock, log);
    const module = new Module({
      ...nodePlatform,
      // Its MAC address comes from its name.
      name: 'stage',
      settings,
      commands: this.#commandsFor(settings),
      dial: dialTcp,
      throughAir: (air) => ({
        scan: (ssid) => (this.#audible ? air.scan(ssid) : []),
        find: (wanted) => (this.#audible ? air.find(wanted) : undefined),
        signalOf: (accessPoint) => air.signalOf(accessPoint),
        admits: (accessPoint, password) => air.admits(accessPoint, password),
        givesAddress: () => this.#dhcpAnswers,
      }),
      log,
      observer: uart.observer,
      clock: this.#clock,
      flash: faultyFlash(createMemoryFlash(), this.#faults),
      kernel: faultyKernel(createKernel(settings.heapBytes), this.#faults),
      askTime: (server) => this.#askTime(server),
      resolveName: (name, family) => this.#resolveName(name, family),
      ping: (host) => this.#ping(host),
    });
    this.#module = module;
    this.#host = await this.#attach(
      module,
      (stream, name) => uart.attach(stream, { name, line: undefined, port: () => undefined }),
      { context: () => `log:\n${this.#log.join('\n')}`, timeout: PATIENCE_MS },
    );
    module.boot();
    await this.#begin(settings);
  }

  async #begin(settings: Settings): Promise<void> {
    const end = LINE_END[settings.terminator];
    const { echo, codes } = this.#case;
    await this.#expect(settings.wifi.autojoin ? '⏎ready⏎WIFI CONNECTED⏎WIFI GOT IP⏎' : '⏎ready⏎');
    if (!echo) await this.#say(`ATE0${end}`, `ATE0${end}⏎OK⏎`);
    const syslog = `AT+SYSLOG=1${end}`;
    if (codes) await this.#say(syslog, echo ? `${syslog}⏎OK⏎` : '⏎OK⏎');
  }

  async #say(line: string, answer: string): Promise<void> {
    this.#needHost().send(toBytes(this.#fill(line)));
    await this.#expect(this.#fill(answer));
  }

  async #perform(direction: Direction): Promise<void> {
    try {
      await this.#do(direction);
    } catch (error) {
      throw new Error(
        `${this.#case.file}:${direction.line} ${direction.verb} ${direction.text}\n${(error as Error).message}`,
      );
    }
  }

  async #do({ verb, text }: Direction): Promise<void> {
    switch (verb) {
      case '>':
        return this.#needHost().send(toBytes(this.#fill(text)));
      case '<':
        return this.#expect(this.#fill(text));
      case '<…':
        await this.#needHost().expect(toBytes(text));
        return;
      case '~':
        return this.#expectLog(this.#fill(text));
      case '!~':
        // Of the whole case: looked for at its end.
        return;
      case 'wait':
        await this.#needHost().answered();
        return this.#clock.advance(Number(text));
      case 'connected':
        return this.#connect(text.split(' '));
      case 'wifi':
        return this.#wifi(text);
      case 'fault':
        this.#faults.add(text);
        return;
      case 'time': {
        const [server = '', moment = ''] = text.split(' ');
        this.#timeServers.set(server, Date.parse(moment));
        return;
      }
      case 'name': {
        const [name = '', address = ''] = text.split(' ');
        this.#names.set(`${name} ${isIP(address)}`, address);
        return;
      }
      case 'ping': {
        const [host = '', ms] = text.split(' ');
        this.#answering.set(host, Number(ms));
        return;
      }
      case 'broker':
        return this.#broker.direct(text.split(' '));
      default:
        throw new Error(`there is no direction ${verb}`);
    }
  }

  #fill(text: string): string {
    return text
      .replaceAll('{port}', String(this.#broker.port))
      .replaceAll('{absent}', String(this.#absent))
      .replaceAll('{version}', VERSION)
      .replaceAll('{node}', process.version);
  }

  async #expect(text: string): Promise<void> {
    await this.#needHost().expectNext(toBytes(text));
  }

  async #expectLog(text: string): Promise<void> {
    await this.#needHost().answered();
    if (this.#log.some((line) => line.includes(text))) return;
    throw new Error(`no log line contains ${text}:\n${this.#log.join('\n')}`);
  }

  #expectNoLog({ line, text }: Direction): void {
    const found = this.#log.find((each) => each.includes(this.#fill(text)));
    if (found === undefined) return;
    throw new Error(`${this.#case.file}:${line} !~ ${text}\nthe log says ${found}`);
  }

  /** Nothing may follow the last direction but the answer to a last question. */
  async #expectSilence(): Promise<void> {
    await this.#needHost().answered();
    const rest = this.#needHost().takeUnread();
    if (rest.length > 0)
      throw new Error(`${this.#case.file}: nothing more was expected but ${toNotation(rest)} came`);
  }

  /** Configures link 0 and connects it: the preamble that most cases share. */
  async #connect(options: readonly string[]): Promise<void> {
    const reconnect = options.includes('reconnect') ? 1 : 0;
    await this.#say('AT+MQTTUSERCFG=0,1,"c","","",0,0,""⏎', '⏎OK⏎');
    if (options.includes('persistent')) await this.#say('AT+MQTTCONNCFG=0,0,1,"","",0,0⏎', '⏎OK⏎');
    await this.#say(
      `AT+MQTTCONN=0,"127.0.0.1",{port},${reconnect}⏎`,
      `+MQTTCONNECTED:0,1,"127.0.0.1","{port}","",${reconnect}⏎⏎OK⏎`,
    );
  }

  #wifi(text: string): void {
    const { wifi } = this.#needModule();
    if (text === 'lost') wifi.lose();
    else if (text === 'gone') {
      this.#audible = false;
      wifi.lose();
    } else if (text === 'back') this.#audible = true;
    else if (text === 'without DHCP') this.#dhcpAnswers = false;
    else if (text === 'with DHCP') this.#dhcpAnswers = true;
    else throw new Error(`wifi cannot be ${text}`);
  }

  async #askTime(server: string): Promise<number> {
    const time = this.#timeServers.get(server);
    if (time === undefined) throw new Error('no answer');
    return time;
  }

  async #resolveName(name: string, family: 4 | 6): Promise<string> {
    const address = this.#names.get(`${name} ${family}`);
    if (address === undefined) throw new Error(`${name} has no IPv${family} address`);
    return address;
  }

  async #ping(host: string): ReturnType<Platform['ping']> {
    const ms = this.#answering.get(host);
    if (ms !== undefined) return ms;
    throw new PlatformError('SILENT', message('errors.foreign', { text: `${host} did not answer` }));
  }

  #needHost(): PortHost {
    if (this.#host === undefined) throw new Error('there is no host');
    return this.#host;
  }

  #needModule(): Module {
    if (this.#module === undefined) throw new Error('there is no module');
    return this.#module;
  }
}
