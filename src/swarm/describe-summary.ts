import { english } from '#messages/language';
import { type Message, message } from '#messages/message';
import type { Summary } from './summary.ts';
import { describeThreshold } from './thresholds.ts';

const BYTES_PER_MEBIBYTE = 1_048_576;

/** How a swarm did, for a person. */
export function describeSummary(summary: Summary, { textOf } = english): string {
  const { messages, roundTripMs, errors, losses, thresholds } = summary;
  const { sent, received, sentPerSecond, receivedPerSecond } = messages;
  const rows: Message[] = [
    message('swarm.summaryModules', summary),
    message('swarm.summaryConnected', summary),
    message('swarm.summaryLost', summary),
    message('swarm.summarySent', { sent, perSecond: sentPerSecond }),
    message('swarm.summaryReceived', { received, perSecond: receivedPerSecond }),
    roundTripMs.count === 0
      ? message('swarm.summaryNoRoundTrip')
      : message('swarm.summaryRoundTrip', roundTripMs),
    message('swarm.summaryTook', summary),
    message('swarm.summaryMemory', { mebibytes: Math.round(summary.residentBytes / BYTES_PER_MEBIBYTE) }),
    message(errors.length === 0 ? 'swarm.summaryNoErrors' : 'swarm.summaryErrors'),
  ];
  const lines = [
    ...rows.map((row) => textOf(row)),
    ...errors.flatMap(({ example, ...error }) => [
      `  ${textOf(message('swarm.summaryError', error))}`,
      ...(example === undefined ? [] : [`      ${example}`]),
    ]),
    ...losses.map((loss) => `  ${textOf(message('swarm.summaryLosses', loss))}`),
    ...(thresholds.length === 0 ? [] : [textOf(message('swarm.summaryThresholds'))]),
    ...thresholds.map((threshold) => `  ${textOf(describeThreshold(threshold))}`),
  ];
  return `${lines.join('\n')}\n`;
}
