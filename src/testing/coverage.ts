import { type CommandRow, FORM_KINDS, FORM_SUFFIX, type FormKind, formName } from '#at/command';
import { shapeOf } from '#at/response';
import type { CommandEvent, TrafficEvent } from '#at/session/observer';
import { URCS } from '#at/urc';
import { UsageError } from '#errors/usage-error';
import { message, textOf } from '#messages/message';
import { nameOf } from './received.ts';
import { escapeControls, withoutLineEnds } from './traffic-lines.ts';

/** A form of a command, and how often it was sent. */
export interface CommandCoverage {
  /** As the reference has it: `AT+MQTTPUB=…`, `AT+MQTTCONN?`. */
  readonly command: string;
  /** How often hosts have sent it. */
  readonly sent: number;
  /** How often of these it was answered with ERROR or busy. */
  readonly failed: number;
}

/** A URC, and what hosts did when it had come. */
export interface UrcCoverage {
  /** What it begins with: `+MQTTSUBRECV`, `WIFI GOT IP`. */
  readonly urc: string;
  /** How often the module has written it. */
  readonly heard: number;
  /** Behind how many of these a host has sent a command that the module knows. */
  readonly handled: number;
}

/** Which commands and URCs a session has touched, of those that were asked for. */
export interface Coverage {
  /** Forms of commands, in the order of the reference or of the test. */
  readonly commands: readonly CommandCoverage[];
  /** URCs, in that order. */
  readonly urcs: readonly UrcCoverage[];
  /** What hosts have sent and the module does not know, each once, without what follows its name. */
  readonly unknown: readonly string[];
  /** A report for people. */
  toString(): string;
}

/** What a coverage is to tell of. */
export interface CoverageOptions {
  /**
   * Commands by their names, which mean all of their forms, or forms: `AT+MQTTPUB`, `AT+MQTTCONN?`, `AT+CWMODE=`. Default: all that
   * the firmware has.
   */
  readonly commands?: readonly string[];
  /** URCs by their names. Default: all. */
  readonly urcs?: readonly string[];
}

interface CommandCount {
  sent: number;
  failed: number;
}

interface UrcCount {
  heard: number;
  handled: number;
}

const URC_NAMES = Object.values(URCS)
  .filter(({ kind }) => kind !== 'answer')
  .map((urc) => nameOf(shapeOf(urc)));

/** Counts what an observer of a module hears. */
export class CoverageCounter {
  readonly #rows: readonly CommandRow<never>[];
  readonly #commands = new Map<string, CommandCount>();
  readonly #urcs = new Map<string, UrcCount>();
  readonly #unknown = new Set<string>();
  /** URCs behind which no command has come yet. */
  #waiting: UrcCount[] = [];

  constructor(rows: readonly CommandRow<never>[]) {
    this.#rows = rows;
  }

  traffic({ host, bytes, data }: TrafficEvent): void {
    if (host === undefined || data === true) return;
    const line = withoutLineEnds(bytes).toString('latin1');
    const form = this.#formOf(line);
    if (form === undefined)
      return void this.#unknown.add(escapeControls(/^[^=?]{0,40}/.exec(line)?.[0] ?? ''));
    this.#countOf(form).sent++;
    for (const urc of this.#waiting) urc.handled++;
    this.#waiting = [];
  }

  command({ line, ok }: CommandEvent): void {
    const form = ok ? undefined : this.#formOf(line);
    if (form !== undefined) this.#countOf(form).failed++;
  }

  urc(line: string): void {
    const name = nameOf(line);
    const count = this.#urcs.get(name) ?? { heard: 0, handled: 0 };
    this.#urcs.set(name, count);
    count.heard++;
    this.#waiting.push(count);
  }

  /** Begins anew. */
  clear(): void {
    this.#commands.clear();
    this.#urcs.clear();
    this.#unknown.clear();
    this.#waiting = [];
  }

  /** @throws UsageError for a command or a URC that does not exist */
  report(options: CoverageOptions): Coverage {
    const forms = options.commands?.flatMap((each) => this.#formsOf(each)) ?? this.#rows.flatMap(formsOf);
    const urcs = options.urcs ?? URC_NAMES;
    const noUrc = urcs.find((urc) => !URC_NAMES.includes(urc));
    if (noUrc !== undefined)
      throw new UsageError(message('testing.noUrc', { name: noUrc, names: URC_NAMES }));
    return coverageOf(
      forms.map((command) => ({ command, ...(this.#commands.get(command) ?? { sent: 0, failed: 0 }) })),
      urcs.map((urc) => ({ urc, ...(this.#urcs.get(urc) ?? { heard: 0, handled: 0 }) })),
      [...this.#unknown],
    );
  }

  #countOf(form: string): CommandCount {
    const count = this.#commands.get(form) ?? { sent: 0, failed: 0 };
    this.#commands.set(form, count);
    return count;
  }

  /** The form of a line, as the reference has it. */
  #formOf(line: string): string | undefined {
    const [, name = '', suffix = ''] = /^([^=?]*)(=\?$|\?$|=)?/.exec(line) ?? [];
    const row = this.#row(name);
    const kind = FORM_KINDS.find((each) => FORM_SUFFIX[each] === suffix);
    return row?.forms[kind as FormKind] === undefined ? undefined : formName(row.name, kind as FormKind);
  }

  /** Of what a test asks for: a name, or a form with or without its `…`. */
  #formsOf(asked: string): string[] {
    const row = this.#row(asked);
    const forms = row === undefined ? [this.#formOf(asked.replace(/…$/, ''))] : formsOf(row);
    return forms.map((form) => {
      if (form === undefined) throw new UsageError(message('testing.noCommand', { name: asked }));
      return form;
    });
  }

  #row(name: string): CommandRow<never> | undefined {
    return this.#rows.find((each) => each.name === name.toUpperCase());
  }
}

function formsOf({ name, forms }: CommandRow<never>): string[] {
  return FORM_KINDS.filter((kind) => forms[kind] !== undefined).map((kind) => formName(name, kind));
}

/** Adds up what several sessions have touched, such as those of all tests of a suite. */
export function mergeCoverage(coverages: readonly Coverage[]): Coverage {
  const commands = new Map<string, CommandCoverage>();
  const urcs = new Map<string, UrcCoverage>();
  for (const coverage of coverages) {
    for (const { command, sent, failed } of coverage.commands) {
      const so = commands.get(command);
      commands.set(command, { command, sent: sent + (so?.sent ?? 0), failed: failed + (so?.failed ?? 0) });
    }
    for (const { urc, heard, handled } of coverage.urcs) {
      const so = urcs.get(urc);
      urcs.set(urc, { urc, heard: heard + (so?.heard ?? 0), handled: handled + (so?.handled ?? 0) });
    }
  }
  const unknown = new Set(coverages.flatMap((each) => each.unknown));
  return coverageOf([...commands.values()], [...urcs.values()], [...unknown]);
}

function coverageOf(
  commands: readonly CommandCoverage[],
  urcs: readonly UrcCoverage[],
  unknown: readonly string[],
): Coverage {
  return { commands, urcs, unknown, toString: () => report(commands, urcs, unknown).join('\n') };
}

function report(
  commands: readonly CommandCoverage[],
  urcs: readonly UrcCoverage[],
  unknown: readonly string[],
): string[] {
  const sent = commands.filter((each) => each.sent > 0);
  const never = commands.filter((each) => each.sent === 0).map(({ command }) => command);
  const width = Math.max(
    0,
    ...sent.map(({ command }) => command.length),
    ...urcs.map(({ urc }) => urc.length),
  );
  const handled = urcs.filter((each) => each.handled > 0);
  const row = (mark: string, name: string, text: string): string =>
    `  ${mark} ${name.padEnd(width)}  ${text}`;
  return [
    textOf(message('testing.commandsCovered', { sent: sent.length, all: commands.length })),
    ...sent.map(({ command, ...counts }) =>
      row('✓', command, textOf(message('testing.commandCounts', counts))),
    ),
    ...(never.length === 0 ? [] : [`  ✗ ${textOf(message('testing.neverSent', { commands: never }))}`]),
    ...(unknown.length === 0 ? [] : [`  ? ${textOf(message('testing.unknownSent', { lines: unknown }))}`]),
    textOf(message('testing.urcsCovered', { handled: handled.length, all: urcs.length })),
    ...urcs.map(({ urc, ...counts }) =>
      row(
        counts.handled > 0 ? '✓' : counts.heard > 0 ? '~' : '✗',
        urc,
        textOf(message('testing.urcCounts', counts)),
      ),
    ),
  ];
}
