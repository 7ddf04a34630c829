import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { at, RequestError, request } from '../api/request.ts';
import { module } from '../state/modules.ts';
import { language } from '../texts/language.ts';
import { shownText } from '../texts/messages.ts';
import { texts } from './texts.ts';

/** The recording, as GET /recording has it. */
interface Recording {
  readonly state: 'none' | 'running' | 'ended' | 'full';
  readonly secrets: boolean;
  readonly bytes: number;
  readonly limitBytes: number;
  /** Those that something was recorded of. */
  readonly modules: readonly string[];
}

const FORMATS = ['recording', 'transcript', 'pcapng'] as const;
/** Where files come from: links, so that the browser saves them itself. */
const BASE = '/api/v1';
const ASK_MS = 1000;
const ALL_LINES = 10_000;

/** What was said so far, and a recording of what follows, as files. */
export function SessionBox() {
  const t = texts.value;
  const recording = useSignal<Recording | undefined>(undefined);
  const secrets = useSignal(false);
  const failed = useSignal<string | undefined>(undefined);
  const name = module.value?.name;
  const act = async (run: () => Promise<Recording>): Promise<void> => {
    failed.value = undefined;
    try {
      recording.value = await run();
    } catch (error) {
      if (!(error instanceof RequestError)) throw error;
      failed.value = shownText({ text: error.message, key: error.key, params: error.parameters });
    }
  };
  useEffect(() => {
    const ask = async (): Promise<void> => {
      if (document.hidden) return;
      // Of a program that is away the header tells.
      const now = await request<Recording>('/recording').catch(() => undefined);
      if (now !== undefined) recording.value = now;
    };
    const timer = setInterval(() => void ask(), ASK_MS);
    void ask();
    return () => clearInterval(timer);
  }, []);
  if (name === undefined) return null;
  const { state, bytes, limitBytes, secrets: hasSecrets, modules = [] } = recording.value ?? {};
  const formats = FORMATS.filter((format) => format === 'pcapng' || modules.includes(name));
  const soFar = `${BASE}${at`/modules/${name}/transcript`}?last=${ALL_LINES}&format=text`;
  return (
    <section aria-labelledby="session">
      <h2 id="session">{t.session}</h2>
      <p>
        {t.soFar}:{' '}
        <a class="download" href={soFar} download={`atmqtt-${name}.txt`}>
          {t.transcriptSoFar}
        </a>
      </p>
      {state !== undefined && (
        <>
          <div class="bar">
            {state === 'running' ? (
              <button
                type="button"
                onClick={() => void act(() => request('/recording', { method: 'DELETE' }))}
              >
                {t.stop}
              </button>
            ) : (
              <>
                <button
                  type="button"
                  onClick={() =>
                    void act(() =>
                      request('/recording', { method: 'POST', body: { secrets: secrets.value } }),
                    )
                  }
                >
                  {t.record}
                </button>
                <label class="choice">
                  <input
                    type="checkbox"
                    checked={secrets.value}
                    onChange={({ currentTarget }) => {
                      secrets.value = currentTarget.checked;
                    }}
                  />
                  {t.recordSecrets}
                </label>
              </>
            )}
            <output>
              {state === 'running' && <span class="recording-dot" aria-hidden="true" />}
              {t.recording[state]}{' '}
              {state !== 'none' && (
                <span class="quiet">{t.recorded(formatBytes(bytes ?? 0), formatBytes(limitBytes ?? 0))}</span>
              )}
            </output>
          </div>
          {state !== 'none' && (
            <p class="bar">
              {formats.map((format) => (
                <a key={format} class="download" href={fileOf(format, name)} download>
                  {t.formats[format]}
                </a>
              ))}
              {hasSecrets === true && <span class="warn">{t.hasSecrets}</span>}
            </p>
          )}
        </>
      )}
      {failed.value !== undefined && <p role="alert">{failed.value}</p>}
    </section>
  );
}

function fileOf(format: (typeof FORMATS)[number], name: string): string {
  const query = new URLSearchParams({ format, ...(format !== 'pcapng' && { module: name }) });
  return `${BASE}/recording/download?${query}`;
}

const MIB = 1_048_576;

function formatBytes(bytes: number): string {
  const [value, unit] = bytes >= MIB ? [bytes / MIB, 'MiB'] : [bytes / 1024, 'KiB'];
  return `${value.toLocaleString(language.value, { maximumFractionDigits: 1 })} ${unit}`;
}
