import { createInterface, type Interface } from 'node:readline';
import { Duplex } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import type { ModuleUnit } from '#app/module-unit';
import type { Faults } from '#faults/fault-set';
import { message } from '#messages/message';
import type { Module } from '#module/module';
import { notedText, printedText } from '../language.ts';
import type { LogSink } from '../log/log.ts';
import { completeFault, faultLine, type TerminalFaults } from './fault-line.ts';
import { helpLine } from './help-line.ts';
import { careForBackground } from './raw-mode.ts';
import { completeCommand } from './terminal-completion.ts';

/** The module that a person types to. */
export type TerminalUnit = Pick<ModuleUnit, 'module' | 'faults' | 'attach'>;

const CONTROL = /[^\P{Cc}\r\n\t]/gu;

/**
 * A person at the terminal as a host: lines are sent with CR LF, but for those that explain or switch faults; answers are shown above the
 * line being typed. In data mode a line is sent without its end, and never more of it than was announced.
 */
export class Terminal implements LogSink {
  readonly #module: Module;
  readonly #faults: TerminalFaults | undefined;
  readonly #stream: PersonStream;
  readonly #lines: Interface;
  /** Holds a character of which a part has come. */
  readonly #decoder = new StringDecoder();
  #closed = false;
  /** Whether the shell has taken the terminal back: the kernel stops who reads it or changes its modes then. */
  #inBackground = false;

  /**
   * @param brokerFaults what the embedded broker does wrong, if there is one
   * @param closed is called at the end of the input, as on Ctrl-D
   */
  constructor(unit: TerminalUnit, brokerFaults: Faults | undefined, closed: () => void) {
    const { module, faults } = unit;
    this.#module = module;
    this.#faults = faults && { module: faults.set, broker: brokerFaults };
    this.#stream = new PersonStream((bytes) => this.#show(bytes));
    const { stdin } = process;
    careForBackground(stdin);
    this.#lines = createInterface({
      input: stdin,
      output: process.stdout,
      prompt: '',
      historySize: 500,
      removeHistoryDuplicates: true,
      completer: (line: string) => completeFault(line) ?? completeCommand(module.commands, line),
    });
    this.#lines.on('line', (line) => this.#typed(line));
    this.#lines.on('SIGINT', () => process.kill(process.pid, 'SIGINT'));
    this.#lines.on('close', () => {
      if (!this.#closed) closed();
    });
    unit.attach(this.#stream, { name: notedText(message('cli.theTerminal')), echo: false });
    this.#lines.prompt();
  }

  /** Shows a log line above what is being typed. */
  write(line: string): void {
    this.#above(line);
  }

  /** Whether the shell has given this job the terminal; without it nothing is read. */
  set inForeground(inForeground: boolean) {
    if (this.#inBackground === !inForeground) return;
    this.#inBackground = !inForeground;
    if (this.#inBackground) {
      this.#lines.pause();
      return;
    }
    this.#lines.resume();
    process.stdin.setRawMode(true);
    this.#lines.prompt(true);
  }

  close(): void {
    this.#closed = true;
    this.#lines.close();
    this.#stream.destroy();
  }

  #typed(line: string): void {
    const { dataRemaining } = this.#module.at;
    if (dataRemaining === 0) {
      const shown = helpLine(line, this.#module.commands) ?? (this.#faults && faultLine(line, this.#faults));
      if (shown !== undefined) {
        if (shown !== '') this.#above(shown);
        return this.#lines.prompt();
      }
      if (line.trim() !== '') this.#stream.say(`${line}\r\n`);
      return this.#lines.prompt();
    }
    const bytes = Buffer.from(line);
    this.#stream.say(bytes.subarray(0, dataRemaining));
    const over = bytes.length - dataRemaining;
    if (over > 0) this.#above(printedText(message('cli.notSent', { bytes: over })));
    else if (over < 0) this.#above(printedText(message('cli.moreExpected', { bytes: -over })));
    this.#lines.prompt();
  }

  #show(bytes: Buffer): void {
    const text = this.#decoder.write(bytes).replaceAll('\r\n', '\n');
    this.#above(text.replace(CONTROL, (control) => JSON.stringify(control).slice(1, -1)));
  }

  /** Prints whole lines and puts the line being typed back below them. */
  #above(text: string): void {
    if (this.#inBackground) return void process.stdout.write(text.endsWith('\n') ? text : `${text}\n`);
    process.stdout.write(`\r\u001b[K${text.endsWith('\n') ? text : `${text}\n`}`);
    this.#lines.prompt(true);
  }
}

/** The byte stream between a person and the module. */
class PersonStream extends Duplex {
  readonly #show: (bytes: Buffer) => void;

  constructor(show: (bytes: Buffer) => void) {
    super();
    this.#show = show;
  }

  say(text: string | Uint8Array): void {
    this.push(text);
  }

  override _read(): void {}

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.#show(chunk);
    done();
  }
}
