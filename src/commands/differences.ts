import { formatErrorCode } from '#at/codes';
import { type CommandRow, FORM_KINDS, type Form, formName } from '#at/command';
import type { Param } from '#at/params';
import { shapeOf } from '#at/response';
import type { Profile } from '#firmware/choice';
import { type Message, message } from '#messages/message';
import type { Module } from '#module/module';
import { commandsFor } from './index.ts';

/** What is different in one command. */
export interface CommandDifference {
  /** `AT+MQTTCONN`, or `AT+MQTTCONN=…` for a form of it. */
  readonly name: string;
  readonly what: Message;
}

/** What differs in the commands of two modules, in the order of the command set. */
export function commandDifferences(before: Profile, after: Profile): readonly CommandDifference[] {
  const [from, to] = [commandsFor(before), commandsFor(after)];
  const gone = from.filter(({ name }) => find(to, name) === undefined);
  return [
    ...gone.map(({ name }) => ({ name, what: message('firmware.gone') })),
    ...to.flatMap((row) => {
      const earlier = find(from, row.name);
      return earlier === undefined
        ? [{ name: row.name, what: message('firmware.new') }]
        : ofRow(earlier, row);
    }),
  ];
}

function find(rows: readonly CommandRow<Module>[], name: string): CommandRow<Module> | undefined {
  return rows.find((row) => row.name === name);
}

function ofRow(before: CommandRow<Module>, after: CommandRow<Module>): CommandDifference[] {
  return FORM_KINDS.flatMap((kind) => {
    const name = formName(after.name, kind);
    const [from, to] = [before.forms[kind], after.forms[kind]];
    if (from === undefined && to === undefined) return [];
    if (to === undefined) return [{ name, what: message('firmware.gone') }];
    if (from === undefined) return [{ name, what: message('firmware.new') }];
    return ofForm(from, to).map((what) => ({ name, what }));
  });
}

function ofForm(from: Form<Module>, to: Form<Module>): Message[] {
  const names = [...new Set([...from.params, ...to.params].map(({ name }) => name))];
  return [
    ...names.flatMap((name) => ofParam(name, paramOf(from, name), paramOf(to, name))),
    ...changed('firmware.codes', codesOf(from), codesOf(to)),
    ...changed('firmware.responses', from.responses.map(shapeOf), to.responses.map(shapeOf)),
  ];
}

function paramOf(form: Form<Module>, name: string): Param<Module, unknown> | undefined {
  return form.params.find((param) => param.name === name);
}

function ofParam(
  name: string,
  from: Param<Module, unknown> | undefined,
  to: Param<Module, unknown> | undefined,
): Message[] {
  if (to === undefined) return [message('firmware.parameterGone', { name })];
  if (from === undefined) return [message('firmware.parameterNew', { name, limits: to.limits })];
  const differences: Message[] = [];
  if (from.limits !== to.limits) {
    differences.push(message('firmware.limits', { name, from: from.limits, to: to.limits }));
  }
  if (from.fallback !== to.fallback) {
    differences.push(message('firmware.fallback', { name, from: from.fallback, to: to.fallback }));
  }
  return differences;
}

/** Codes that the form itself gives, besides those of its parameters. */
function codesOf(form: Form<Module>): string[] {
  const codes = [
    ...form.params.flatMap((param) => param.codes),
    ...(form.countCode === undefined ? [] : [form.countCode]),
    ...(form.requires?.otherwise.map(({ code }) => code) ?? []),
    ...form.codes,
  ];
  return [...new Set(codes)].map(formatErrorCode);
}

function changed(
  key: 'firmware.codes' | 'firmware.responses',
  from: readonly string[],
  to: readonly string[],
): Message[] {
  const gone = from.filter((each) => !to.includes(each));
  const added = to.filter((each) => !from.includes(each));
  return gone.length + added.length === 0 ? [] : [message(key, { gone, added })];
}
