import { textOf } from '#messages/message';
import type { LinkState } from '#module/link/machine';
import { CHECKS, type UrcFields } from './checks.ts';
import type { ExpectedCommand } from './compare-commands.ts';
import { ExpectationError } from './expectation-error.ts';
import type { Check } from './pending-checks.ts';
import type { OfHost } from './recorder.ts';
import type { Sendable, WaitOptions } from './test-host.ts';
import type { TestModule } from './test-module.ts';
import { partsOf } from './test-module-parts.ts';

/**
 * What `expect(testModule)` has once `matchers` were handed to `expect.extend`. Each awaits that it becomes so; with `.not` it
 * lets everything happen that follows at once, and looks then.
 */
export interface TestModuleMatchers {
  /** Hosts have sent these commands: all of them, in this order, and no others. */
  toHaveSentCommands(expected: readonly ExpectedCommand[], options?: OfHost & WaitOptions): Promise<void>;
  /** The module has published on this topic, with this payload where one is given. */
  toHavePublished(topic: string, payload?: Sendable | RegExp, options?: WaitOptions): Promise<void>;
  /** The link is in this state, 0 to 6, as `AT+MQTTCONN?` prints it. */
  toBeInState(link: number, state: LinkState, options?: WaitOptions): Promise<void>;
  /** The module has written such a URC: by its name, or an expression for its line; with these fields. */
  toHaveHeard(urc: string | RegExp, fields?: UrcFields, options?: WaitOptions): Promise<void>;
}

/** What a matcher gives to vitest and jest. */
export interface MatcherResult {
  /** Whether it is so. */
  readonly pass: boolean;
  /** What a failure says. */
  message(): string;
}

type Name = keyof TestModuleMatchers;

/** Matchers for `expect.extend` of vitest and jest. */
export type MatcherFunctions = {
  readonly [N in keyof TestModuleMatchers]: (
    this: unknown,
    received: unknown,
    ...args: Parameters<TestModuleMatchers[N]>
  ) => Promise<MatcherResult>;
};

/** The same as functions, for node:test and any other runner. */
export type AssertionFunctions = {
  readonly [N in keyof TestModuleMatchers]: (
    testModule: TestModule,
    ...args: Parameters<TestModuleMatchers[N]>
  ) => Promise<void>;
};

/** Where each has its options. */
const OPTIONS_AT: Readonly<Record<Name, number>> = {
  toHaveSentCommands: 1,
  toHavePublished: 2,
  toBeInState: 2,
  toHaveHeard: 2,
};
const NAMES = Object.keys(OPTIONS_AT) as Name[];

async function outcomeOf(
  name: Name,
  testModule: unknown,
  args: readonly unknown[],
  negated: boolean,
): Promise<{ readonly check: Check; readonly waited?: number }> {
  const parts = partsOf(testModule, name);
  const look = (): Check => (CHECKS[name] as (...all: unknown[]) => Check)(parts, ...args);
  if (!negated) return parts.pending.until(look, args[OPTIONS_AT[name]] as WaitOptions | undefined);
  await parts.activity.quiet();
  return { check: look() };
}

/** The runner says what stands before a matcher. */
function isNegated(runner: unknown): boolean {
  return (runner as { readonly isNot?: boolean } | undefined)?.isNot === true;
}

/** To be handed to `expect.extend` of vitest or jest: `expect.extend(matchers)`. */
export const matchers = Object.fromEntries(
  NAMES.map((name) => [
    name,
    async function (this: unknown, received: unknown, ...args: readonly unknown[]): Promise<MatcherResult> {
      const { check, waited } = await outcomeOf(name, received, args, isNegated(this));
      return { pass: check.verdict === 'met', message: () => textOf(check.explain(waited)) };
    },
  ]),
) as unknown as MatcherFunctions;

function assertionsThat(negated: boolean): AssertionFunctions {
  const entries = NAMES.map((name) => [
    name,
    async (testModule: unknown, ...args: readonly unknown[]): Promise<void> => {
      const { check, waited } = await outcomeOf(name, testModule, args, negated);
      if ((check.verdict === 'met') === negated) {
        throw new ExpectationError(
          check.verdict === 'pending' ? 'TIMEOUT' : 'MISMATCH',
          check.explain(waited),
        );
      }
    },
  ]);
  return Object.fromEntries(entries) as AssertionFunctions;
}

/**
 * The matchers as functions that reject with ExpectationError: `await assertions.toHavePublished(lab, 'lamp/state', 'on')`;
 * `assertions.not` has them negated.
 */
export const assertions: AssertionFunctions & { readonly not: AssertionFunctions } = {
  ...assertionsThat(false),
  not: assertionsThat(true),
};
