import { UsageError } from '#errors/usage-error';
import { message } from '#messages/message';
import { valuesFromPairs } from '#module/settings/pairs';
import { nearest } from '#text/nearest';
import { MAX_TIMER_MS, parseTimeLimit } from '#time/duration';
import { printedText } from '../language.ts';
import { notice } from '../output.ts';
import type { CtlClient } from './client.ts';
import { CtlError, isCtlError } from './ctl-error.ts';

/** What every sub-command works in. */
export interface CtlContext {
  readonly client: CtlClient;
  /** Undefined: the only module. */
  readonly module: string | undefined;
  /** Answers are printed as JSON. */
  readonly json: boolean;
  print(line: string): void;
  /** Prints bytes as they are. */
  write(bytes: Buffer): void;
}

/** `/modules/NAME` of the module that is meant. @throws UsageError, CtlError */
export async function modulePath({ client, module }: CtlContext): Promise<string> {
  if (module !== undefined) return `/modules/${encodeURIComponent(module)}`;
  const { modules } = (await client.ask('/status', { has: 'modules' })) as {
    modules: readonly { readonly name: string }[];
  };
  const names = modules.map(({ name }) => name);
  const [only] = names;
  if (names.length === 1 && only !== undefined) return `/modules/${encodeURIComponent(only)}`;
  throw new UsageError(message('ctl.whichModule', { names }));
}

/** Where faults are: of a module, or of the embedded broker. */
async function faultsPath(context: CtlContext, broker: boolean): Promise<string> {
  return broker ? '/broker/faults' : `${await modulePath(context)}/faults`;
}

function tell({ json, print }: CtlContext, answer: unknown, ...lines: readonly string[]): void {
  if (json) print(JSON.stringify(answer ?? {}));
  else for (const line of lines) print(line.replaceAll(/\p{Cc}/gu, ' '));
}

/** `ctl power on|off` */
export async function setPower(context: CtlContext, on: boolean): Promise<boolean> {
  const answer = (await context.client.ask(`${await modulePath(context)}/power`, {
    body: { on },
    has: 'on',
  })) as {
    on: boolean;
  };
  tell(context, answer);
  return answer.on === on;
}

/** `ctl reset` */
export async function resetModule(context: CtlContext): Promise<boolean> {
  await context.client.ask(`${await modulePath(context)}/reset`, { method: 'POST', has: 'since' });
  tell(context, undefined);
  return true;
}

/** What typing is answered with. */
interface Typed {
  readonly output: string;
  readonly base64: string;
  readonly over: boolean;
  readonly awaits: number;
  readonly commands: readonly { readonly ok: boolean; readonly why?: string }[];
}

/** `ctl type LINE` @param data what answers the prompt @returns whether the module says that it succeeded */
export async function typeLine(
  context: CtlContext,
  line: string,
  { data, timeout }: { readonly data?: string; readonly timeout?: string },
): Promise<boolean> {
  const waitMs = durationOf(timeout, '--timeout', 20_000);
  const path = `${await modulePath(context)}/input`;
  const type = async (given: object): Promise<Typed> => {
    const typed = (await context.client.ask(path, {
      body: { ...given, waitMs },
      waitMs,
      has: 'base64',
    })) as Typed;
    if (context.json) context.print(JSON.stringify(typed));
    else context.write(Buffer.from(typed.base64, 'base64'));
    for (const { why } of typed.commands)
      if (why !== undefined) notice(message('errors.foreign', { text: why }));
    return typed;
  };
  let typed = await type({ line });
  if (data !== undefined && typed.awaits > 0) typed = await type({ text: data });
  return typed.over && typed.commands.every(({ ok }) => ok);
}

/** `ctl urc TEXT` */
export async function writeUrc(context: CtlContext, text: string): Promise<boolean> {
  await context.client.ask(`${await modulePath(context)}/urc`, { body: { text }, has: 'since' });
  tell(context, undefined);
  return true;
}

/** A message as it was typed. */
export interface MessageOptions {
  readonly qos?: string;
  readonly retain?: true;
  readonly link?: string;
}

/** `ctl message TOPIC TEXT` @returns whether the link is still connected */
export async function sendMessage(
  context: CtlContext,
  topic: string,
  text: string,
  { link = '0', ...options }: MessageOptions,
): Promise<boolean> {
  const body = { ...messageOf(topic, text, options), link: numberOf(link) };
  const answer = (await context.client.ask(`${await modulePath(context)}/messages`, {
    body,
    has: 'state',
  })) as {
    state: number;
  };
  tell(context, answer);
  return answer.state >= 4;
}

/** `ctl publish TOPIC TEXT` */
export async function publish(
  context: CtlContext,
  topic: string,
  text: string,
  options: MessageOptions,
): Promise<boolean> {
  await context.client.ask('/broker/messages', { body: messageOf(topic, text, options), has: 'since' });
  tell(context, undefined);
  return true;
}

function messageOf(
  topic: string,
  text: string,
  { qos = '0', retain = false }: { qos?: string; retain?: boolean },
) {
  return { topic, text, qos: numberOf(qos), retain };
}

/** What is no number is for the program to refuse. */
function numberOf(text: string): number | string {
  return /^\d{1,9}$/.test(text) ? Number(text) : text;
}

/** A fault that is on. */
interface ToldFault {
  readonly id: number;
  readonly fault: string;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly active: boolean;
  readonly acted: number;
}

/** When a fault acts, as it was typed. */
export interface FaultOptions {
  readonly broker?: boolean;
  readonly for?: string;
  readonly after?: string;
  readonly every?: string;
  readonly count?: string;
  readonly rate?: string;
  readonly seed?: string;
}

/** `ctl fault list` */
export async function listFaults(context: CtlContext, broker: boolean): Promise<boolean> {
  const path = await faultsPath(context, broker);
  const answer = (await context.client.ask(path, { has: 'faults' })) as { faults: readonly ToldFault[] };
  const lines = answer.faults.map(describeFault);
  tell(context, answer, ...(lines.length === 0 ? [printedText(message('ctl.noFaults'))] : lines));
  return true;
}

/** `ctl fault add NAME [name=value …]` */
export async function addFault(
  context: CtlContext,
  name: string,
  pairs: readonly string[],
  { broker = false, ...schedule }: FaultOptions,
): Promise<boolean> {
  const given = Object.entries(schedule as Record<string, string>).map(([key, value]) => `${key}=${value}`);
  const body = { fault: [name, ...pairs, ...given].join(',') };
  const answer = (await context.client.ask(await faultsPath(context, broker), {
    body,
    has: 'id',
  })) as ToldFault;
  tell(context, answer, describeFault(answer));
  return true;
}

/** `ctl fault remove [ID|NAME]` @param which undefined: all */
export async function removeFault(
  context: CtlContext,
  which: string | undefined,
  broker: boolean,
): Promise<boolean> {
  const path = await faultsPath(context, broker);
  const below =
    which === undefined ? '' : /^\d+$/.test(which) ? `/${which}` : `?fault=${encodeURIComponent(which)}`;
  await context.client.ask(`${path}${below}`, { method: 'DELETE' });
  tell(context, undefined);
  return true;
}

function describeFault({ id, fault, parameters, active, acted }: ToldFault): string {
  const given = Object.entries(parameters).map(([key, value]) => `${key}=${String(value)}`);
  return printedText(message('ctl.fault', { id, fault, parameters: given.join(','), active, acted }));
}

/** `ctl settings get [NAME …]` */
export async function getSettings(context: CtlContext, names: readonly string[]): Promise<boolean> {
  const answer = (await context.client.ask(`${await modulePath(context)}/settings`, { has: 'settings' })) as {
    settings: readonly { name: string; value: unknown; source: string; effect: string; next?: unknown }[];
  };
  const known = answer.settings.map(({ name }) => name);
  const unknown = names.find((name) => !known.some((each) => each === name || each.startsWith(`${name}.`)));
  if (unknown !== undefined) {
    throw new UsageError(message('settings.unknown', { name: unknown, nearest: nearest(unknown, known) }));
  }
  const settings = answer.settings.filter(
    ({ name }) =>
      names.length === 0 || names.some((wanted) => name === wanted || name.startsWith(`${wanted}.`)),
  );
  const lines = settings.map((setting) =>
    printedText(
      message('ctl.setting', {
        ...setting,
        value: JSON.stringify(setting.value),
        next: 'next' in setting ? JSON.stringify(setting.next) : undefined,
      }),
    ),
  );
  tell(context, { settings }, ...lines);
  return true;
}

/** `ctl settings set name=value …` @throws SettingsError */
export async function setSettings(context: CtlContext, pairs: readonly string[]): Promise<boolean> {
  const body = Object.fromEntries(valuesFromPairs(pairs));
  const path = `${await modulePath(context)}/settings`;
  const answer = (await context.client.ask(path, { method: 'PATCH', body, has: 'changed' })) as {
    changed: readonly { name: string; value: unknown; effect: string }[];
  };
  const lines = answer.changed.map(({ name, value, effect }) =>
    printedText(message('ctl.changed', { name, value: JSON.stringify(value), effect })),
  );
  tell(context, answer, ...(lines.length === 0 ? [printedText(message('ctl.nothingChanged'))] : lines));
  return true;
}

/** What `wait` can be asked for, each with the field that its own value is. */
const WAITS = {
  command: 'command',
  state: 'state',
  publish: 'topic',
  message: 'text',
  compat: 'rule',
  event: 'event',
} as const;

/** Fields of `event` that are not of the event. */
const OF_WAIT = new Set(['module', 'since']);
/** What is text, also where it could be a number. */
const TEXTS = new Set(['command', 'topic', 'text', 'rule', 'module', 'host', 'event']);

/**
 * `ctl wait KIND[=VALUE] [name=value …]`
 * @returns whether it came in time
 * @throws UsageError
 */
export async function waitForEvent(
  context: CtlContext,
  conditions: readonly string[],
  { timeout, since }: { readonly timeout?: string; readonly since?: string },
): Promise<boolean> {
  const timeoutMs = durationOf(timeout, '--timeout', 10_000);
  const body: Record<string, unknown> = {
    ...conditionOf(conditions),
    ...(context.module !== undefined && { module: context.module }),
    ...(since !== undefined && { since: numberOf(since) }),
    timeoutMs,
  };
  try {
    const answer = (await context.client.ask('/wait', { body, waitMs: timeoutMs, has: 'lastId' })) as {
      event?: Record<string, unknown>;
    };
    tell(context, answer, ...(answer.event === undefined ? [] : [JSON.stringify(answer.event)]));
    return true;
  } catch (error) {
    if (!isCtlError(error) || error.code !== 'FAILED') throw error;
    const { error: told } = (error.answer ?? {}) as {
      error?: { parameters?: { seen?: readonly unknown[] } };
    };
    const seen = told?.parameters?.seen ?? [];
    if (context.json) context.print(JSON.stringify(error.answer));
    else for (const event of seen) context.print(JSON.stringify(event));
    throw new CtlError('FAILED', error.reason, { cause: error });
  }
}

function conditionOf([first = '', ...more]: readonly string[]): Record<string, unknown> {
  const [kind, value] = pairOf(first);
  if (!Object.hasOwn(WAITS, kind)) {
    const known = Object.keys(WAITS);
    throw new UsageError(message('ctl.unknownWait', { typed: kind, nearest: nearest(kind, known), known }));
  }
  const field = WAITS[kind as keyof typeof WAITS];
  const fields = more.map((each): [string, unknown] => {
    const [name, text] = pairOf(each);
    if (text === undefined) throw new UsageError(message('ctl.notPair', { typed: each }));
    return [name, fieldValue(name, text)];
  });
  const own = value === undefined ? {} : { [field]: fieldValue(field, value) };
  if (kind !== 'event') return { for: kind, ...own, ...Object.fromEntries(fields) };
  const ofWait = fields.filter(([name]) => OF_WAIT.has(name));
  const ofEvent = fields.filter(([name]) => !OF_WAIT.has(name));
  return {
    for: kind,
    ...own,
    ...Object.fromEntries(ofWait),
    ...(ofEvent.length > 0 && { fields: Object.fromEntries(ofEvent) }),
  };
}

function pairOf(text: string): [name: string, value: string | undefined] {
  const equals = text.indexOf('=');
  return equals === -1 ? [text, undefined] : [text.slice(0, equals), text.slice(equals + 1)];
}

function fieldValue(name: string, text: string): unknown {
  if (TEXTS.has(name)) return text;
  if (name === 'state' && /^\d(,\d)+$/.test(text)) return text.split(',').map(Number);
  if (text === 'true' || text === 'false') return text === 'true';
  return /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : text;
}

/** Milliseconds. @throws UsageError */
function durationOf(typed: string | undefined, option: string, fallback: number): number {
  if (typed === undefined) return fallback;
  const ms = parseTimeLimit(typed);
  if (ms !== undefined && ms >= 0 && ms <= MAX_TIMER_MS) return Math.round(ms);
  throw new UsageError(message('ctl.badDuration', { option, typed }));
}
