import { showBytes } from '#bytes/show-bytes';
import { message } from '#messages/message';
import { markedPair } from './marked-pair.ts';
import type { Check } from './pending-checks.ts';
import { type Entry, escapeControls, showAround } from './traffic-lines.ts';

/** A command as it is expected: the whole line without its line end, or an expression that matches it. */
export type ExpectedCommand = string | RegExp;

/** Compares the commands of some traffic with those that are expected: all of them, in this order, and no others. */
export function compareCommands(
  expected: readonly ExpectedCommand[],
  entries: readonly Entry[],
  host: string | undefined,
): Check {
  const sent = entries.filter((entry) => isCommandOf(entry, host));
  const received = sent.map(({ bytes }) => showBytes(bytes));
  const same = expected.findIndex((each, at) => received[at] === undefined || !fits(each, received[at]));
  const at = same === -1 ? expected.length : same;
  const verdict = at < received.length ? 'failed' : at < expected.length ? 'pending' : 'met';
  return {
    verdict,
    explain: (waited) =>
      message('testing.commandsDiffer', {
        met: verdict === 'met',
        at: at + 1,
        expected: expected.length,
        received: received.length,
        waited,
        lines: difference(expected, received, at),
        traffic: showAround(entries, sent[at]),
      }),
  };
}

function isCommandOf({ kind, host: sender }: Entry, host: string | undefined): boolean {
  return kind === 'command' && (host === undefined || sender === host);
}

function fits(expected: ExpectedCommand, received: string): boolean {
  return typeof expected === 'string'
    ? expected === received
    : new RegExp(expected.source, expected.flags.replace(/[gy]/g, '')).test(received);
}

/** Both lists: what they share, then `-` for what is expected and `+` for what was sent. */
function difference(expected: readonly ExpectedCommand[], received: readonly string[], at: number): string[] {
  const wanted = expected.map((each) => escapeControls(String(each)));
  const got = received.map(escapeControls);
  if (at >= wanted.length && at >= got.length) return got.map((line) => `  ${line}`);
  return [
    ...got.slice(0, at).map((line) => `  ${line}`),
    ...markedPair(wanted[at], got[at], expected[at] instanceof RegExp),
    ...wanted.slice(at + 1).map((line) => `- ${line}`),
    ...got.slice(at + 1).map((line) => `+ ${line}`),
  ];
}
