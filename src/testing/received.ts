import { FORM_SUFFIX } from '#at/command';
import { type ParsedLine, parseResponses } from '#at/parse-responses';
import type { FieldValue } from '#at/response';
import { URCS } from '#at/urc';
import { commandsFor } from '#commands/index';
import type { Profile } from '#firmware/choice';

/** A line of an answer. */
export interface ReceivedResponse {
  /** What it begins with, up to its fields: `+MQTTCONN`, `+CWMODE`. */
  readonly name: string;
  /**
   * Its fields by the manual's names: numbers as they are, strings as UTF-8, `data` as text too, one that may be
   * repeated as a list.
   */
  readonly fields: Readonly<Record<string, FieldValue>>;
  /** The whole line without its line end, as it was on the wire. */
  readonly bytes: Buffer;
}

/** What is known of a URC that has come. */
export interface ReceivedUrc extends ReceivedResponse {
  /** What it begins with, up to its fields: `+MQTTSUBRECV`, `WIFI GOT IP`, `+MQTTPUB:OK`. */
  readonly name: string;
  /** Its fields by the manual's names: numbers as they are, strings as UTF-8, `data` as text too. */
  readonly fields: Readonly<Record<string, string | number>>;
}

/** Takes apart the URCs in some bytes, by the table that also writes them. What no row fits is left out. */
export function parseUrcs(bytes: Buffer): ReceivedUrc[] {
  // No URC has a field that may be repeated.
  return parseResponses(Object.values(URCS), bytes).map(named) as ReceivedUrc[];
}

/**
 * Takes apart the lines that a command was answered with, by the descriptions of its row, which also write them.
 * @param command as it was sent, without its line end
 */
export function parseAnswer(command: string, answer: Buffer, profile: Profile): ReceivedResponse[] {
  const [, name = '', suffix = ''] = /^([^=?]*)(=\?$|\?$|=)?/.exec(command.toUpperCase()) ?? [];
  const row = commandsFor(profile).find((each) => each.name === name);
  const responses = Object.entries(row?.forms ?? {})
    .filter(([kind]) => FORM_SUFFIX[kind as keyof typeof FORM_SUFFIX] === suffix)
    .flatMap(([, form]) => form.responses);
  return parseResponses(responses, answer).map(named);
}

function named(line: ParsedLine): ReceivedResponse {
  return { name: nameOf(line.bytes.toString('latin1')), ...line };
}

/** What a line begins with, up to its fields. */
export function nameOf(line: string): string {
  return /^\+?[^:]*(?::[A-Z]+$)?/.exec(line)?.[0] ?? '';
}
