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

/** A condition on what the command works on, checked after the parameters [B-PARAM-9]. */
export interface Requirement<C> {
  /** One line for the reference: what is needed. */
  readonly needs: string;
  /** What each other situation answers, for the reference and the explainer. */
  readonly otherwise: readonly { readonly when: string; readonly code: number }[];
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
  /** The lines it can answer with, beside OK and ERROR, for the reference. */
  readonly responses: readonly Response[];
  /** Whether data follows the command. */
  readonly data: boolean;
  /** Whether it also runs while another command waits, as a restart does; it then answers at once [B-BUSY-2]. */
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
}

/** The values of a list of parameters, in their order. */
export type Values<P extends readonly Param<never, unknown>[]> = {
  [K in keyof P]: P[K] extends Param<never, infer T> ? T : never;
};

/** How a form is written down in the command set. */
export interface FormOptions<C, P extends readonly Param<C, unknown>[]> {
  readonly params?: P;
  readonly countCode?: number;
  readonly requires?: Requirement<C>;
  readonly codes?: readonly number[];
  readonly responses?: readonly Response[];
  readonly data?: boolean;
  readonly whileBusy?: boolean;
  run(context: C, values: Values<P>): Reply | Promise<Reply>;
}

/** The two builders of a command set that runs on `C`. */
export function commandSet<C>(): {
  form<const P extends readonly Param<C, unknown>[] = readonly []>(options: FormOptions<C, P>): Form<C>;
  defineCommand(row: CommandRow<C>): CommandRow<C>;
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
