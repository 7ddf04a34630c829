import { type Message, textOf } from '#messages/message';

/** Prints a line of a command's answer. */
export function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** Prints such a line where standard output has something else to carry. */
export function printAside(line: string): void {
  process.stderr.write(`${line}\n`);
}

/** Tells a person something besides, on standard error. */
export function notice(message: Message): void {
  process.stderr.write(`atmqtt: ${textOf(message)}\n`);
}
