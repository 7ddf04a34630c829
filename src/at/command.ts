import { type Choice, type Profile, resolve } from '#firmware/choice';
import { FIRMWARES, type Firmware, isSince, RELEASES, type Release } from '#firmware/releases';
import { type Message, message } from '#messages/message';
import type { Param } from './params.ts';
import type { Reply, Result } from './reply.ts';
import type { Response } from './response.ts';

/** The four shapes of a command: `AT+X=…`, `AT+X?`, `AT+X=?` and `AT+X`. */
export const FORM_KINDS = ['set', 'query', 'test', 'execute'] as const;
export type FormKind = (typeof FORM_KINDS)[number];

/** What each form has behind the name of its command. */
export const FORM_SUFFIX: Readonly<Record<FormKind, string>> = {
  set: '=',
  query: '?',
  test: '=?',
  execute: '',
};

/** A form as a person reads it: `AT+X=…`, `AT+X?`, `AT+X=?` or `AT+X`. */
export function formName(name: string, kind: FormKind): string {
  return `${name}${FORM_SUFFIX[kind]}${kind === 'set' ? '…' : ''}`;
}

/**
 * When a condition is checked: before all parameters; behind the first one, which says what the command works on; or
 * behind all of them and their number [B-PARAM-9].
 */
export type RequirementTurn = 'before' | 'second' | 'last';

/** A condition on what the command works on. */
export interface Requirement<C> {
  readonly turn: RequirementTurn;
  /** One line for the reference: what is needed. */
  readonly needs: string;
  /** What each other situation answers, for the reference and the explainer. */
  readonly otherwise: readonly { readonly when: string; readonly code: number }[];
  /** @param values those that were read before it; one that could not be read is a failure */
  check(context: C, values: readonly unknown[]): Result<undefined>;
}

/** One form of a command: its parameters, what it needs, and the function behind it. */
export interface Form<C> {
  readonly params: readonly Param<C, unknown>[];
  /** The code of a wrong number of parameters [B-PARAM-8]. */
  readonly countCode: number | undefined;
  readonly requires: Requirement<C> | undefined;
  /** Codes that only the function itself can give, for the reference and the explainer. */
  readonly codes: readonly number[];
  /** The lines it can answer with, beside OK and ERROR: for the reply, the reference, completion and the kit's host. */
  readonly responses: readonly Response[];
  /** Whether data follows the command. */
  readonly data: boolean;
  /** Whether the bare command also runs while another one waits, as a restart does; it then answers at once [B-BUSY-2]. */
  readonly whileBusy: boolean;
  /** Replies at once, or later; only one that replies later makes the module busy. */
  run(context: C, values: readonly unknown[]): Reply | Promise<Reply>;
}

/** A command as data: everything but the function is read by the parser, the reference and the explainer. */
export interface CommandRow<C> {
  /** As it is typed, in capitals: `AT`, `ATE0`, `AT+MQTTPUB`. */
  readonly name: string;
  readonly family: string;
  /** One line of help. */
  readonly help: string;
  readonly forms: Readonly<Partial<Record<FormKind, Form<C>>>>;
  /** What it waits for before it answers, such as `SUBACK`, for who is told that it still does. */
  readonly waitsFor?: string | undefined;
  /** Whether only earlier firmware has it; `AT+CMD?` does not list it, and the place `retiredCommands` says whether it works. */
  readonly retired: boolean;
}

/** A command that another release has, and why this one has it not. */
export interface AbsentCommand {
  readonly name: string;
  readonly reason: Message;
}

/** The commands of a module, and what other releases have, for who tells why something is unknown. */
export type CommandSet<C> = readonly CommandRow<C>[] & {
  readonly absent?: readonly AbsentCommand[];
  /** Which release has a form of a command with so many parameters, where this one has not. */
  releaseWith?(name: string, kind: FormKind, params: number): OtherRelease | undefined;
};

/** A release that has what a module lacks. */
export interface OtherRelease {
  /** Which the module is. */
  readonly firmware: Firmware;
  /** What brought it: the first release that has it. Undefined: only earlier ones do. */
  readonly since: Release | undefined;
  /** The first firmware to be set that has it, or the last one. */
  readonly set: Firmware;
}

/** A form before it is known which firmware the module is and whom it follows. */
export interface FormDefinition<C>
  extends Omit<Form<C>, 'params' | 'countCode' | 'requires' | 'codes' | 'responses'> {
  readonly params: readonly ParamDefinition<C>[];
  readonly countCode: Varying<Form<C>['countCode']>;
  readonly requires: Varying<Form<C>['requires']>;
  readonly codes: Varying<Form<C>['codes']>;
  readonly responses: Varying<Form<C>['responses']>;
}

/** A row before it is known which firmware the module is; a form or the whole row may not be there in all of them. */
export interface CommandDefinition<C> extends Omit<CommandRow<C>, 'forms' | 'retired'> {
  /** The first release that has it; 2.2 unless this says otherwise. */
  readonly since?: Release;
  /** The first release that no longer has it; 2.2 where only firmware 1 did. */
  readonly until?: Release;
  /** The command that has taken the place of one that is gone. */
  readonly replacedBy?: string;
  readonly forms: Readonly<
    Partial<Record<FormKind, FormDefinition<C> | Choice<FormDefinition<C> | undefined>>>
  >;
}

type Varying<T> = T | Choice<T>;
type ParamDefinition<C> = Param<C, unknown> | Choice<Param<C, unknown> | undefined>;

/** The rows that a module of this profile has, with their forms and parameters as they are there. */
export function resolveCommands<C>(
  definitions: readonly CommandDefinition<C>[],
  profile: Profile,
): readonly CommandRow<C>[] {
  const { firmware, places } = profile;
  return definitions
    .filter(({ since }) => since === undefined || isSince(firmware, since))
    .map(({ name, family, help, forms, until, waitsFor }) => ({
      name,
      family,
      help,
      waitsFor,
      forms: resolveForms(forms, profile),
      retired: until !== undefined && isSince(firmware, until),
    }))
    .filter(({ retired }) => !retired || places.retiredCommands === 'manual');
}

/** The commands that a module of this profile does not have because its release has them not. */
export function absentCommands<C>(
  definitions: readonly CommandDefinition<C>[],
  { firmware, places }: Profile,
): readonly AbsentCommand[] {
  return definitions.flatMap(({ name, since, until, replacedBy }): AbsentCommand[] => {
    if (since !== undefined && !isSince(firmware, since)) {
      const set = FIRMWARES.find((each) => isSince(each, since)) ?? firmware;
      return [{ name, reason: message('at.commandOfLater', { name, since, firmware, set }) }];
    }
    if (until === undefined || !isSince(firmware, until) || places.retiredCommands === 'manual') return [];
    return [{ name, reason: message('at.commandOfEarlier', { name, until, firmware, replacedBy }) }];
  });
}

/** @returns undefined where no release has it */
export function releaseWith<C>(
  definitions: readonly CommandDefinition<C>[],
  { firmware, places }: Profile,
  name: string,
  kind: FormKind,
  params: number,
): OtherRelease | undefined {
  const definition = definitions.find((each) => each.name === name);
  if (definition === undefined) return undefined;
  const hasIt = (release: Release): boolean => {
    // Choices compare releases, and those that no module can be count too.
    const form = resolveForms(definition.forms, { firmware: release as Firmware, places })[kind];
    return form !== undefined && form.params.length >= params;
  };
  const since = RELEASES.find((each) => !isSince(firmware, each) && hasIt(each));
  const set =
    since === undefined
      ? FIRMWARES.findLast((each) => isSince(firmware, each) && hasIt(each))
      : FIRMWARES.find((each) => isSince(each, since));
  return set && { firmware, since, set };
}

function resolveForms<C>(forms: CommandDefinition<C>['forms'], profile: Profile): CommandRow<C>['forms'] {
  return Object.fromEntries(
    FORM_KINDS.flatMap((kind) => {
      const definition = resolve(forms[kind], profile);
      return definition === undefined ? [] : [[kind, resolveForm(definition, profile)]];
    }),
  );
}

function resolveForm<C>(definition: FormDefinition<C>, profile: Profile): Form<C> {
  const { params, countCode, requires, codes, responses } = definition;
  return {
    ...definition,
    params: params.map((param) => resolve(param, profile)).filter((param) => param !== undefined),
    countCode: resolve(countCode, profile),
    requires: resolve(requires, profile),
    codes: resolve(codes, profile),
    responses: resolve(responses, profile),
  };
}

/** The values of a list of parameters, in their order; one that the firmware does not have is undefined. */
export type Values<P extends readonly unknown[]> = {
  [K in keyof P]: P[K] extends Choice<infer Q> ? ValueOf<Q> : ValueOf<P[K]>;
};

type ValueOf<P> = P extends Param<never, infer T> ? T : undefined;

/** How a form is written down in the command set. */
export interface FormOptions<C, P extends readonly ParamDefinition<C>[]> {
  readonly params?: P;
  readonly countCode?: Varying<number | undefined>;
  readonly requires?: Varying<Requirement<C> | undefined>;
  readonly codes?: Varying<readonly number[]>;
  readonly responses?: Varying<readonly Response[]>;
  readonly data?: boolean;
  readonly whileBusy?: boolean;
  run(context: C, values: Values<P>): Reply | Promise<Reply>;
}

/** The two builders of a command set that runs on `C`. */
export function commandSet<C>(): {
  form<const P extends readonly ParamDefinition<C>[] = readonly []>(
    options: FormOptions<C, P>,
  ): FormDefinition<C>;
  defineCommand(row: CommandDefinition<C>): CommandDefinition<C>;
} {
  return {
    form(options) {
      return {
        params: options.params ?? [],
        countCode: options.countCode,
        requires: options.requires,
        codes: options.codes ?? [],
        responses: options.responses ?? [],
        data: options.data ?? false,
        whileBusy: options.whileBusy ?? false,
        // The parameters above produced the values, so their types are those that `run` names.
        run: (context, values) => options.run(context, values as Values<NonNullable<typeof options.params>>),
      };
    },
    defineCommand: (row) => row,
  };
}
