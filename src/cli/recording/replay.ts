import { Lifecycle } from '#app/lifecycle';
import { UsageError } from '#errors/usage-error';
import { message } from '#messages/message';
import { parsePortSpec } from '#ports/index';
import { parseDialledSpec } from '#ports/spec/dialled-spec';
import type { Side } from '#recording/format';
import { readRecording } from '#recording/read-recording';
import { describeDifference } from '#recording/replay/difference';
import { Replay } from '#recording/replay/replay';
import { ReplayLine } from '#recording/replay/replay-line';
import { describePlace } from '#scenario/play/port-place';
import { systemClock } from '#time/clock';
import { MAX_TIMER_MS, parseTimeLimit } from '#time/duration';
import { notedText } from '../language.ts';
import { notice, printAside } from '../output.ts';

const EXIT_DIFFERS = 1;
/** Seconds that a module may take longer than it did. */
const PATIENCE_S = '10';

/** The options of `replay`, as they were typed. */
export interface ReplayArguments {
  readonly as: Side;
  readonly fast?: true;
  readonly timeout?: string;
}

/**
 * Plays one side of a recording at a port, to its end or to the first difference.
 * @returns the exit code: 0 when all came as it was recorded
 * @throws UsageError, PortError, RecordingError
 */
export async function replay(file: string, port: string, options: ReplayArguments): Promise<number> {
  const { as } = options;
  const patienceMs = patienceOf(options);
  const spec = as === 'host' ? parseDialledSpec(port) : parsePortSpec(port);
  const recording = await readRecording(file, notice);
  if (as === 'host' && recording.header.masked === true) notice(message('recording.maskedHost', { file }));
  const life = new Lifecycle();
  const calledOff = new AbortController();
  life.stopOnSignals(() => calledOff.abort());
  try {
    const tell = (_level: string, said: Parameters<typeof notice>[0]): void => notice(said);
    const line = new ReplayLine(spec, systemClock, { notice: tell });
    const played = new Replay(recording, line, {
      as,
      fast: options.fast === true,
      patienceMs,
      timers: systemClock,
      signal: calledOff.signal,
      notice: tell,
    });
    life.onClose(() => line.close());
    const { info } = await line.open();
    // Standard output may belong to the host.
    printAside(notedText(message('recording.replayUp', { file, as, place: describePlace(info) })));
    const { matched, sent, difference } = await played.run();
    if (difference === undefined) {
      const they = as === 'host' ? 'module' : 'host';
      printAside(notedText(message('recording.replayed', { file, they, matched, sent })));
      return 0;
    }
    const { reason, lines } = describeDifference(difference, file);
    notice(reason);
    for (const each of lines) printAside(`  ${each}`);
    return EXIT_DIFFERS;
  } finally {
    await life.close();
  }
}

function patienceOf({ as, timeout }: ReplayArguments): number | undefined {
  const typed = timeout ?? (as === 'host' ? PATIENCE_S : undefined);
  if (typed === undefined) return undefined;
  const ms = parseTimeLimit(typed);
  if (ms === undefined || ms > MAX_TIMER_MS) throw new UsageError(message('recording.badTimeout', { typed }));
  return ms;
}
