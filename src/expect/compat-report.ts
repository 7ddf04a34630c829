import { UsageError } from '#errors/usage-error';
import { type Message, message } from '#messages/message';
import { COMPAT_RULES, type CompatRule } from '#module/compat';
import type { CompatEvent, ModuleObserver } from '#module/observer';
import { near } from '#text/nearest';

/** The options that say what findings do, as they were typed. */
export interface CompatOptions {
  /** `true`: every finding fails the run; a text: those of these rules, with commas between them. */
  readonly strict?: true | string;
  /** Rules that fail no run. */
  readonly allowCompat?: readonly string[];
}

/** What a module was seen to be kinder in than a genuine one. */
export interface CompatFinding {
  readonly module: string;
  readonly rule: string;
  readonly reason: Message;
  /** What to change in the firmware. */
  readonly advice: Message;
  /** How often it happened. */
  count: number;
}

/** Collects where modules were kinder than genuine ones, and says whether that fails the run. */
export class CompatReport {
  readonly #strict: ReadonlySet<string>;
  readonly #findings = new Map<string, CompatFinding>();

  /** @throws UsageError for a rule that does not exist */
  constructor({ strict, allowCompat = [] }: CompatOptions) {
    const chosen = strict === true ? COMPAT_RULES : (strict?.split(',') ?? []);
    for (const rule of chosen) check('--strict', rule);
    for (const rule of allowCompat) check('--allow-compat', rule);
    this.#strict = new Set(chosen.filter((rule) => !allowCompat.includes(rule)));
  }

  /** All that was found, in the order in which each kind came first. */
  get findings(): readonly CompatFinding[] {
    return [...this.#findings.values()];
  }

  /** Why the run fails; undefined: nothing was found that does that. */
  get failure(): Message | undefined {
    const rules = [...new Set(this.findings.map(({ rule }) => rule))].filter((rule) =>
      this.#strict.has(rule),
    );
    return rules.length === 0 ? undefined : message('expect.strict', { rules });
  }

  /** Whether a finding of this rule fails the run. */
  fails(rule: string): boolean {
    return this.#strict.has(rule);
  }

  /** Takes a finding. @returns whether it is the first of its kind in this module */
  add(module: string, { rule, reason }: CompatEvent): boolean {
    const key = `${module} ${rule}`;
    const known = this.#findings.get(key);
    if (known !== undefined) known.count++;
    else this.#findings.set(key, { module, rule, reason, advice: adviceFor(rule), count: 1 });
    return known === undefined;
  }

  /** Looks on at a module. @param first is called for the first finding of a kind */
  observer(module: string, first: (event: CompatEvent) => void): ModuleObserver {
    return {
      compat: (event) => {
        if (this.add(module, event)) first(event);
      },
    };
  }
}

function adviceFor(rule: string): Message {
  return message(`compatAdvice.${rule as CompatRule}`);
}

function check(option: string, rule: string): void {
  if (COMPAT_RULES.some((each) => each === rule)) return;
  throw new UsageError(message('expect.unknownRule', { option, rule, meant: near(rule, COMPAT_RULES) }));
}
