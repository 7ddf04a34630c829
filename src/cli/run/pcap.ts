import type { Lifecycle } from '#app/lifecycle';
import { reasonOf } from '#errors/atmqtt-error';
import { UsageError } from '#errors/usage-error';
import { type OutputStream, openOutputStream } from '#files/output-stream';
import type { Log } from '#messages/log';
import { message } from '#messages/message';
import { VERSION } from '#node/version';
import { Capture } from '#pcap/capture';
import { systemClock } from '#time/clock';
import { writtenLanguage } from '../language.ts';

/** Milliseconds after which somebody is told that a pipe is waited for. */
const WAITS_MS = 1_000;

/** What is captured, and where to. */
export interface CaptureOptions {
  readonly file: string;
  /** There are several modules, so that comments say whose they are. */
  readonly several: boolean;
  /** The end of the run. */
  readonly signal: AbortSignal;
}

/**
 * The capture that `--pcap` asks for. A pipe is waited for until somebody reads it.
 * @throws UsageError when it cannot be written
 */
export async function openCapture(
  { file, several, signal }: CaptureOptions,
  life: Lifecycle,
  log: Log,
): Promise<Capture> {
  const cancel = systemClock.after(WAITS_MS, () =>
    log('info', 'pcap', message('cli.captureWaits', { file })),
  );
  let output: OutputStream;
  // A full disk takes not even what the capture begins with.
  let capture: Capture | undefined;
  let ended = false;
  try {
    output = await openOutputStream(file, {
      timers: systemClock,
      signal,
      drained: () => capture?.drained(),
      failed(error) {
        log('error', 'pcap', message('cli.captureEnds', { file, why: reasonOf(error) }));
        ended = true;
        capture?.stop();
      },
    });
  } catch (error) {
    throw new UsageError(message('cli.noCapture', { file, why: reasonOf(error) }), { cause: error });
  } finally {
    cancel();
  }
  const made = new Capture({
    clock: systemClock,
    language: writtenLanguage(),
    program: `atmqtt ${VERSION}`,
    several,
    write: (bytes) => output.write(bytes),
  });
  capture = made;
  if (ended) made.stop();
  life.onClose(() => {
    made.flush();
    return output.close();
  });
  return made;
}
