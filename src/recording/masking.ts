import { Interpreter } from '#at/interpreter';
import { commandsFor } from '#commands/index';
import type { Message } from '#messages/message';
import type { Module } from '#module/module';
import { parseSettings } from '#module/settings/parse';

const LINE_END = /[\r\n]+$/;
const STAR = '*';

/** Takes secrets out of what goes over a line, by the rows of the commands. */
export class Masking {
  readonly #interpreter: Interpreter<Module>;

  constructor() {
    const settings = parseSettings({});
    this.#interpreter = new Interpreter(commandsFor(settings), settings);
  }

  /** A line of a host, or its echo, with its line end; what is no command stays as it is. */
  line(bytes: Buffer): Buffer {
    const text = bytes.toString('latin1');
    const end = text.length - (LINE_END.exec(text)?.[0].length ?? 0);
    if (!this.#interpreter.isCommand(bytes, 0, end)) return bytes;
    return Buffer.concat([this.#interpreter.mask(bytes, 0, end), bytes.subarray(end)]);
  }

  /** What is said of a host's line that is no command and may hold a secret, in place of showing it. */
  counted(bytes: Buffer): Message | undefined {
    const text = bytes.toString('latin1').replace(LINE_END, '');
    return this.#interpreter.counted(bytes, 0, text.length);
  }

  /** Whether a host's line is no command and may hold a secret; one without a letter or a digit, such as `+++`, holds none. */
  hidden(bytes: Buffer): boolean {
    return this.counted(bytes) !== undefined && /[a-z\d]/i.test(bytes.toString('latin1'));
  }

  /** As many stars, and the line end. */
  starred(bytes: Buffer): Buffer {
    const end = bytes.toString('latin1').replace(LINE_END, '').length;
    return Buffer.concat([Buffer.alloc(end, STAR), bytes.subarray(end)]);
  }

  /** The data of a command. */
  data(bytes: Buffer, command: string): Buffer {
    return /PASSWORD$/.test(command) ? Buffer.alloc(bytes.length, STAR) : bytes;
  }
}
