import { effect, signal } from '@preact/signals';
import { at, request } from '../api/request.ts';
import { connection } from '../state/connection.ts';
import { moduleName } from '../state/modules.ts';
import { language } from '../texts/language.ts';

/** A parameter of a command, in the language that was asked for. */
export interface Param {
  readonly name: string;
  readonly type: 'number' | 'string';
  readonly about: string;
  /** For people. */
  readonly limits: string;
  readonly range?: readonly [min: number, max: number];
  readonly maxBytes?: number;
  /** What it is when it is left out; without it, it must be there. */
  readonly fallback?: string;
  readonly secret: boolean;
  /** It says how many bytes of data follow. */
  readonly countsData: boolean;
}

export type FormKind = 'set' | 'query' | 'test' | 'execute';

export interface Form {
  readonly kind: FormKind;
  /** As the manual writes it. */
  readonly usage: string;
  readonly params: readonly Param[];
  /** Data follows behind a prompt. */
  readonly data: boolean;
  readonly needs?: string;
  readonly responses: readonly string[];
}

export interface Command {
  readonly name: string;
  readonly family: string;
  readonly help: string;
  /** Only earlier firmware has it. */
  readonly retired: boolean;
  readonly example?: string;
  readonly forms: readonly Form[];
}

/** A line that the module writes by itself. */
export interface UrcRow {
  readonly shape: string;
  readonly when: string;
  readonly after: string;
}

/** The commands of a module, and what it writes by itself. */
export interface CommandSet {
  readonly firmware: string;
  readonly commands: readonly Command[];
  readonly urcs: readonly UrcRow[];
  /** The setting: a comma between quotes needs no backslash. */
  readonly lenientQuotes: boolean;
}

/** Those of the module that is shown, in the language of the page; undefined until they are here. */
export const commandSet = signal<CommandSet | undefined>(undefined);

/** Keeps them those of the module and language that are chosen. @returns ends that */
export function followCommands(): () => void {
  return effect(() => {
    const name = moduleName.value;
    const lang = language.value;
    if (name === undefined || connection.value !== 'connected') return;
    const given = new AbortController();
    const query = new URLSearchParams({ lang, module: name });
    const { signal: ended } = given;
    Promise.all([
      request<Omit<CommandSet, 'lenientQuotes'>>(`/commands?${query}`, { signal: ended }),
      request<{ settings: { name: string; value: unknown }[] }>(at`/modules/${name}/settings`, {
        signal: ended,
      }),
    ]).then(
      ([set, { settings }]) => {
        const lenientQuotes = settings.some((each) => each.name === 'lenientQuotes' && each.value === true);
        commandSet.value = { ...set, lenientQuotes };
      },
      // Typing goes on without hints.
      () => {},
    );
    return () => given.abort();
  });
}
