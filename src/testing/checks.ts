import type { BrokerMessage } from '#broker/index';
import { message } from '#messages/message';
import type { LinkState } from '#module/link/machine';
import type { ExpectedCommand } from './compare-commands.ts';
import { markedPair } from './marked-pair.ts';
import type { Check } from './pending-checks.ts';
import type { OfHost } from './recorder.ts';
import type { Sendable } from './test-host.ts';
import type { TestModuleParts } from './test-module-parts.ts';
import { oneLine, showAround } from './traffic-lines.ts';

/** Fields of a URC by the manual's names; those that are left out may be anything. */
export type UrcFields = Readonly<Record<string, string | number>>;

/** What can be asserted of a test module; each check tells how it stands now. */
export const CHECKS = {
  toHaveSentCommands: ({ recorder }, expected: readonly ExpectedCommand[], options?: OfHost) =>
    recorder.compare(expected, options),

  toHavePublished: ({ broker, recorder }, topic: string, payload?: Sendable | RegExp) => {
    const on = broker().messages.filter((each) => each.topic === topic);
    const met = on.some((each) => payload === undefined || holds(each.payload, payload));
    const wanted = payload === undefined ? undefined : payloadShown(payload);
    return {
      verdict: met ? 'met' : 'pending',
      explain: (waited) =>
        message('testing.publishedCheck', {
          topic,
          met,
          waited,
          lines: wanted === undefined ? [] : payloadLines(wanted, on, payload instanceof RegExp),
          topics: [...new Set(broker().messages.map((each) => each.topic))],
          traffic: showAround(recorder.entries, undefined),
        }),
    };
  },

  toBeInState: ({ links, recorder }, link: number, state: LinkState) => {
    const now = links()[link]?.state;
    return {
      verdict: now === state ? 'met' : now === undefined ? 'failed' : 'pending',
      explain: (waited) =>
        message('testing.stateCheck', {
          link,
          state,
          now,
          waited,
          traffic: showAround(recorder.entries, undefined),
        }),
    };
  },

  toHaveHeard: ({ urcs, recorder }, urc: string | RegExp, fields: UrcFields = {}) => {
    const named = urcs.filter(({ name, bytes }) =>
      typeof urc === 'string' ? name === urc : urc.test(bytes.toString()),
    );
    const met = named.some((each) =>
      Object.entries(fields).every(([name, value]) => each.fields[name] === value),
    );
    return {
      verdict: met ? 'met' : 'pending',
      explain: (waited) =>
        message('testing.urcCheck', {
          urc: String(urc),
          fields: Object.entries(fields).map(([name, value]) => `${name}: ${JSON.stringify(value)}`),
          met,
          waited,
          heard: named.map(({ bytes }) => oneLine(bytes)),
          traffic: showAround(recorder.entries, undefined),
        }),
    };
  },
} satisfies Readonly<Record<string, (parts: TestModuleParts, ...args: never[]) => Check>>;

/** Whether a payload is what is wanted. */
function holds(payload: Buffer, wanted: Sendable | RegExp): boolean {
  if (wanted instanceof RegExp)
    return new RegExp(wanted.source, wanted.flags.replace(/[gy]/g, '')).test(payload.toString());
  return payload.equals(Buffer.from(wanted as Uint8Array));
}

/** What is wanted beside what was published last, and what was before. */
function payloadLines(wanted: string, on: readonly BrokerMessage[], pattern: boolean): string[] {
  const got = on.map(({ payload }) => oneLine(payload));
  return [...got.slice(0, -1).map((line) => `+ ${line}`), ...markedPair(wanted, got.at(-1), pattern)];
}

function payloadShown(wanted: Sendable | RegExp): string {
  return wanted instanceof RegExp ? String(wanted) : oneLine(Buffer.from(wanted as Uint8Array));
}
