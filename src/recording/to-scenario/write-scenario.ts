import { Fields } from '#at/fields';
import { parseResponses } from '#at/parse-responses';
import { URCS } from '#at/urc';
import { COMMANDS } from '#commands/index';
import { FOLLOWS } from '#firmware/places';
import { FIRMWARES } from '#firmware/releases';
import { type Message, message } from '#messages/message';
import type { RecordingHeader } from '../format.ts';
import { Masking } from '../masking.ts';
import type { Exchange, RecordedCommand, RecordedMessage } from './exchanges.ts';
import { quoted, toScenarioPattern, toScenarioText } from './scenario-text.ts';

/** What a scenario may hold of data; of more only its length is kept. */
const MAX_DATA_BYTES = 65_536;
/** Of a received message so much is compared. */
const MAX_SHOWN_BYTES = 1024;
/** Milliseconds in which what a lost access point brings about is told. */
const TOGETHER_MS = 2000;
const MIN_AWAY_MS = 200;
const KNOWN = new Set(COMMANDS.map(({ name }) => name));
/** Commands that answer something else each time, or on each machine. */
const VARYING =
  /^AT\+(?:GMR|CMD|SYSRAM|USERRAM|SYSTIMESTAMP|SYSTEMP|CIPSNTPTIME|CIPSTA|CIPSTAMAC|CIFSR|CIPDOMAIN|PING|CWJAP|CWLAP|CWLAPOPT|CWHOSTNAME|SYSFLASH|SYSMFG|RFPOWER|SYSLSP)/i;
/** After which Wi-Fi goes or comes by the host's own doing. */
const CHANGES_WIFI = /^AT\+(?:CWJAP|CWQAP|CWMODE|RST|RESTORE|CWINIT)/i;
const RESTARTS = /^AT\+(?:RST|RESTORE|SYSROLLBACK)/i;
const LISTENERS = [undefined, 'tcp', 'tls', 'tls', 'tls', 'tls', 'ws', 'wss', 'wss', 'wss', 'wss'] as const;
const PORT_NAMES = {
  tcp: 'broker.port',
  tls: 'broker.tlsPort',
  ws: 'broker.wsPort',
  wss: 'broker.wssPort',
} as const;

/** A scenario that was made of a recording. */
export interface MadeScenario {
  readonly text: string;
  /** What could not be carried over, each with its line of the recording. */
  readonly notes: readonly Message[];
}

interface Publication {
  readonly topic: string;
  readonly data: Buffer;
  /** So much of it has come back. */
  came: number;
  /** Something as long is published in its place. */
  readonly replaced: boolean;
}

/** Makes a scenario of what went over a line, which our own module comes through. */
export function writeScenario(
  file: string,
  header: RecordingHeader,
  exchanges: readonly Exchange[],
): MadeScenario {
  return new ScenarioWriter(file, exchanges).write(header);
}

class ScenarioWriter {
  readonly #file: string;
  readonly #exchanges: readonly Exchange[];
  readonly #masking = new Masking();
  readonly #fields = new Fields();
  readonly #steps: string[] = [];
  readonly #notes: Message[] = [];
  readonly #listeners = new Set<'tcp' | 'tls' | 'ws' | 'wss'>();
  /** The scheme of each link. */
  readonly #schemes = new Map<number, number>();
  /** What stands for addresses that were typed. */
  readonly #addresses: { readonly host: string; readonly port: string; readonly name: string }[] = [];
  readonly #published: Publication[] = [];
  #lastCommand = '';
  /** Until when the loss of the access point explains what is told. */
  #lossUntil = Number.NEGATIVE_INFINITY;
  #began = false;

  constructor(file: string, exchanges: readonly Exchange[]) {
    this.#file = file;
    this.#exchanges = exchanges;
  }

  write(header: RecordingHeader): MadeScenario {
    for (const [index, exchange] of this.#exchanges.entries()) this.#exchange(exchange, index);
    if (this.#steps.length === 0) this.#note(1, message('recording.nothingSaid'));
    const { firmware = this.#toldFirmware(), follow } = header;
    const listeners = [...this.#listeners].map((each) => `${each}: true`);
    const text = [
      `# Made from ${JSON.stringify(this.#file)}; play it with atmqtt play.`,
      ...(FIRMWARES.some((each) => each === firmware) ? [`firmware: ${quoted(firmware ?? '')}`] : []),
      ...(FOLLOWS.some((each) => each === follow) ? [`follow: ${follow}`] : []),
      ...(listeners.length === 0 ? [] : [`broker: {${listeners.join(', ')}}`]),
      'timeout: 30s',
      'steps:',
      ...(this.#steps.length === 0 ? ['  - AT'] : this.#steps),
    ];
    return { text: `${text.join('\n')}\n`, notes: this.#notes };
  }

  /** The release that a genuine module named itself. */
  #toldFirmware(): string | undefined {
    const gmr = this.#exchanges.find(
      (each): each is RecordedCommand => each.kind === 'command' && /^AT\+GMR$/i.test(each.line),
    );
    const [, release] = /AT version:(\d+\.\d+)/.exec(gmr?.answer.join('\n') ?? '') ?? [];
    return release;
  }

  #exchange(exchange: Exchange, index: number): void {
    switch (exchange.kind) {
      case 'command':
        this.#began = true;
        this.#command(exchange);
        this.#lastCommand = exchange.line;
        return;
      case 'message':
        return this.#message(exchange);
      case 'output':
        // The module's start is over when a scenario begins.
        if (this.#began) this.#output(exchange, index);
        return;
      case 'raw':
        this.#steps.push(`  - send: ${quoted(toScenarioText(exchange.bytes))}`);
        return;
      case 'early':
        return this.#note(exchange.at, message('recording.early', { line: this.#masked(exchange.line) }));
    }
  }

  #command(command: RecordedCommand): void {
    const { at, line, data, end, codes } = command;
    const name = /^[^=?]*/.exec(line.toUpperCase())?.[0] ?? '';
    if (!KNOWN.has(name)) return this.#note(at, message('recording.unknownCommand', { name }));
    if (end === undefined)
      return this.#note(at, message('recording.unanswered', { line: this.#masked(line) }));
    this.#learn(line, name, data, end);
    const shown = this.#withAddress(toScenarioText(Buffer.from(this.#masked(line))), line);
    const failed = end === 'ERROR' || end === '+MQTTPUB:FAIL';
    const texts = command.answer.flatMap((each) => this.#answer(each, line, at));
    const beside = [
      ...(data === undefined ? [] : [`    data: ${quoted(this.#data(data, name, at))}`]),
      ...(texts.length === 0 ? [] : ['    expect:', ...texts.map((text) => `      - ${text}`)]),
      ...(failed ? [`    fails: ${codes.at(-1) ?? 'true'}`] : []),
    ];
    if (beside.length === 0) this.#steps.push(`  - ${quoted(shown)}`);
    else this.#steps.push(`  - at: ${quoted(shown)}`, ...beside);
    if (/^AT\+SYSMFG|^AT\+SYSFLASH/i.test(line)) this.#note(at, message('recording.storedContent', { name }));
  }

  /** What later lines depend on. */
  #learn(line: string, name: string, data: Buffer | undefined, end: string): void {
    const bytes = Buffer.from(line);
    const from = line.indexOf('=') + 1;
    if (from === 0) return;
    this.#fields.split(bytes, 0, Buffer.byteLength(line.slice(0, from)), bytes.length, false);
    const text = (index: number): string => Buffer.from(this.#fields.string(index) ?? '').toString('utf8');
    const number = (index: number): number => this.#fields.number(index) ?? Number.NaN;
    switch (name) {
      case 'AT+MQTTUSERCFG':
        this.#schemes.set(number(0), number(1));
        return;
      case 'AT+MQTTCONN': {
        const listener = LISTENERS[this.#schemes.get(number(0)) ?? 1] ?? 'tcp';
        this.#listeners.add(listener);
        this.#addresses.push({ host: text(1), port: String(number(2)), name: PORT_NAMES[listener] });
        return;
      }
      case 'AT+MQTTPUB':
      case 'AT+MQTTPUBRAW':
        if (end !== 'ERROR') {
          const content = data ?? Buffer.from(this.#fields.string(2) ?? '');
          const replaced = content.length > MAX_DATA_BYTES;
          this.#published.push({ topic: text(1), data: content, came: 0, replaced });
        }
        return;
    }
  }

  /** The same with placeholders for the address of the broker, in the line that connects. */
  #withAddress(shown: string, line: string): string {
    const [, head, tail] = /^(AT\+MQTTCONN=\d+,)"(?:[^"\\]|\\.)*",\d+(.*)$/is.exec(line) ?? [];
    const address = this.#addresses.at(-1);
    if (head === undefined || address === undefined) return shown;
    return `${head}"{broker.host}",{${address.name}}${tail ?? ''}`;
  }

  #answer(line: string, command: string, at: number): string[] {
    if (VARYING.test(command)) {
      const [name] = /^\+[A-Z_]+:/.exec(line) ?? [];
      return name === undefined ? [] : [quoted(name)];
    }
    if (isUrc(line) || line.startsWith('+')) return [quoted(this.#pattern(line))];
    this.#note(at, message('recording.unknownOutput', { line }));
    return [];
  }

  #output(output: Extract<Exchange, { kind: 'output' }>, index: number): void {
    const { line, at } = output;
    if (line === 'ready' && !RESTARTS.test(this.#lastCommand)) {
      this.#steps.push('  - reset: true');
      return this.#note(at, message('recording.resetByItself'));
    }
    if (!isUrc(line)) return this.#note(at, message('recording.unknownOutput', { line }));
    this.#explain(output, index);
    this.#steps.push(`  - expect: ${quoted(this.#pattern(line))}`);
  }

  /** What must go wrong for the module to say this. */
  #explain({ line, t }: Extract<Exchange, { kind: 'output' }>, index: number): void {
    if (t <= this.#lossUntil) return;
    const loses = line === 'WIFI DISCONNECT' || line.startsWith('+MQTTDISCONNECTED');
    if (!loses || (line === 'WIFI DISCONNECT' && CHANGES_WIFI.test(this.#lastCommand))) return;
    if (/^AT\+MQTTCLEAN/i.test(this.#lastCommand)) return;
    const outputs = this.#exchanges
      .slice(index)
      .flatMap((each) => (each.kind === 'output' ? [{ line: each.line, t: each.t }] : []));
    const wifi = outputs.find((each) => each.line === 'WIFI DISCONNECT' && each.t <= t + TOGETHER_MS);
    this.#lossUntil = t + TOGETHER_MS;
    if (wifi === undefined) {
      this.#steps.push('  - fault: broker.kick');
      return;
    }
    const back = outputs.find((each) => each.line === 'WIFI CONNECTED' && each.t >= wifi.t);
    const ms = back === undefined ? undefined : Math.max(MIN_AWAY_MS, Math.round(back.t - wifi.t));
    this.#steps.push(`  - fault: wifi.drop${ms === undefined ? '' : `,for=${Math.min(ms, 10_000)}ms`}`);
  }

  #message({ topic, data, line, at }: RecordedMessage): void {
    const own = this.#ownOf(topic, data);
    if (own === undefined) {
      const payload = quoted(toScenarioText(data));
      this.#steps.push(
        `  - publish: {topic: ${quoted(toScenarioText(Buffer.from(topic)))}, payload: ${payload}, qos: 1}`,
      );
      this.#note(at, message('recording.publishedByOthers', { topic }));
    }
    const compared = own?.replaced === true ? line.subarray(0, line.length - data.length) : cutAt(line);
    this.#steps.push(`  - expect: ${quoted(toScenarioPattern(compared))}`);
  }

  /** What the host has published itself, where the message is that or a part of it. */
  #ownOf(topic: string, data: Buffer): Publication | undefined {
    const found = this.#published.find(
      (each) =>
        each.topic === topic &&
        each.data.subarray(each.came, each.came + data.length).equals(data) &&
        (each.came < each.data.length || each.data.length === 0),
    );
    if (found === undefined) return undefined;
    found.came += data.length;
    if (found.came >= found.data.length) this.#published.splice(this.#published.indexOf(found), 1);
    return found;
  }

  /** A line as it is expected: with placeholders for addresses. */
  #pattern(line: string): string {
    let text = toScenarioPattern(Buffer.from(line));
    for (const { host, port, name } of this.#addresses) {
      text = text
        .replaceAll(`"${host}","${port}"`, `"{broker.host}","{${name}}"`)
        .replaceAll(`"${host}",${port}`, `"{broker.host}",{${name}}`);
    }
    return text;
  }

  #data(data: Buffer, name: string, at: number): string {
    const masked = this.#masking.data(data, name);
    if (masked.length <= MAX_DATA_BYTES) return toScenarioText(masked);
    this.#note(at, message('recording.longData', { bytes: data.length }));
    return `‹x*${data.length}›`;
  }

  #masked(line: string): string {
    return this.#masking.line(Buffer.from(line)).toString('utf8');
  }

  #note(line: number, said: Message): void {
    this.#notes.push(message('recording.notCarriedOver', { file: this.#file, line, why: said }));
  }
}

function isUrc(line: string): boolean {
  return parseResponses(Object.values(URCS), Buffer.from(`${line}\r\n`)).length > 0;
}

/** The beginning of a long line, not cut inside of a character. */
function cutAt(line: Buffer): Buffer {
  if (line.length <= MAX_SHOWN_BYTES) return line;
  let end = MAX_SHOWN_BYTES;
  while (end > MAX_SHOWN_BYTES - 4 && ((line[end] ?? 0) & 0xc0) === 0x80) end--;
  return line.subarray(0, end);
}
