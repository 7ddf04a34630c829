import type { KeptRecording } from './kept-recording.ts';
import { beginRecording, host, module, recording } from './tap.ts';
import { texts } from './texts.ts';

/** What is kept of the line, as a file. */
export function RecordingBar() {
  const t = texts.value;
  const kept = recording.value;
  return (
    <section class="recording" aria-labelledby="hardware-recording">
      <h2 id="hardware-recording">{t.recording}</h2>
      {kept === undefined ? (
        <p class="note">{t.nothingKept}</p>
      ) : (
        <p>
          <button type="button" onClick={() => save(kept)}>
            {t.download}
          </button>{' '}
          <button type="button" onClick={beginRecording}>
            {t.again}
          </button>{' '}
          <span class={kept.full.value ? 'bad' : 'note'}>
            {t.kept(Math.ceil(kept.size.value / 1024))} {kept.full.value && t.full}
          </span>
        </p>
      )}
    </section>
  );
}

function save(kept: KeptRecording): void {
  const over = [module, host].every(({ state }) => state.value === 'closed');
  const url = URL.createObjectURL(kept.file(over));
  const link = document.createElement('a');
  link.href = url;
  link.download = 'hardware.ndjson';
  link.click();
  URL.revokeObjectURL(url);
}
