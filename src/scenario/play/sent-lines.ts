import { Interpreter } from '#at/interpreter';
import { commandsFor } from '#commands/index';
import type { Module } from '#module/module';
import { parseSettings } from '#module/settings/parse';
import type { Settings } from '#module/settings/settings';

const LINE_END = '\r\n';

/** What a host sends, for showing: without passwords. */
export class SentLines {
  readonly #interpreter: Interpreter<Module>;

  /** @param settings of the module that reads it; unless given, it is like ours */
  constructor(settings: Settings = parseSettings({})) {
    this.#interpreter = new Interpreter(commandsFor(settings), settings);
  }

  /** @param bytes a line with its end, or anything else, which is shown as it is */
  shown(bytes: Buffer): Buffer {
    const end = bytes.length - LINE_END.length;
    if (!this.#interpreter.isCommand(bytes, 0, end) || bytes.indexOf(LINE_END) !== end) return bytes;
    return Buffer.concat([this.#interpreter.mask(bytes, 0, end), bytes.subarray(end)]);
  }
}
