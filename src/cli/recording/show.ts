import { LiveView, type Shown } from '#recording/live-view';
import { readRecording } from '#recording/read-recording';
import { escapeControls } from '#text/escape-controls';
import { printedText } from '../language.ts';
import { notice, print } from '../output.ts';

/** Nobody waits for what has been said already. */
const NO_TIMERS = { after: () => () => {}, now: () => 0 };
const TIME_WIDTH = 12;

/** Prints a recording as a tap shows it, with the seconds since its beginning. @throws RecordingError */
export async function showRecording(file: string): Promise<void> {
  const { entries } = await readRecording(file, notice);
  let t = 0;
  const show = (shown: Shown): void => {
    const text = 'said' in shown ? printedText(shown.said) : shown.text;
    print(`${(t / 1000).toFixed(3).padStart(TIME_WIDTH)} ${escapeControls(shown.speaker + text)}`);
  };
  const view = new LiveView(show, NO_TIMERS);
  for await (const entry of entries) {
    t = entry.t;
    if (entry.kind === 'event') view.event(entry.event);
    else view.bytes(entry.dir, entry.bytes, !entry.undelivered);
  }
  view.event({ event: 'ended' });
}
