import { useEffect, useRef } from 'preact/hooks';
import type { ControlEvent } from '#control/events/events';
import { hrefOf } from '../shell/panels.ts';
import { shownText } from '../texts/messages.ts';
import { Explanation } from './explanation.tsx';
import { clockTime, difference, duration } from './format.ts';
import type { Row } from './row.ts';
import { bytesOf, hexDump } from './row-bytes.ts';
import { oneLine, showRow } from './show-row.ts';
import { texts } from './texts.ts';
import { jump, opened, selected, timeline } from './view.ts';

/** Causes of causes that are shown at once. */
const MAX_CAUSES = 6;
/** Steps between both ends of what took time. */
const MAX_STEPS = 30;
/** Rows among which steps are looked for. */
const MAX_BETWEEN = 1000;
const STEPS: ReadonlySet<string> = new Set(['line', 'data', 'reply', 'urc', 'connection', 'packet', 'wifi']);

/** All that is known of the selected row. */
export function DetailPane() {
  const t = texts.value;
  timeline.version.value;
  const pane = useRef<HTMLElement>(null);
  const row = timeline.row(selected.value);
  const close = (): void => {
    opened.value = false;
    document.getElementById('timeline-rows')?.focus();
  };
  useEffect(() => pane.current?.scrollTo(0, 0), [selected.value]);
  if (row === undefined) return null;
  return (
    <aside
      ref={pane}
      class="details"
      aria-label={t.details}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls
      tabIndex={0}
      onKeyDown={({ key }) => {
        if (key === 'Escape') close();
      }}
    >
      <header>
        <h2 class={row.failed ? 'bad' : ''}>{titleOf(row)}</h2>
        <button type="button" aria-label={t.close} title={t.close} onClick={close}>
          ✕
        </button>
      </header>
      <Facts row={row} />
      <Causes row={row} />
      <Steps row={row} />
      <section>
        <h3>{t.meaning}</h3>
        <About row={row} />
        <Explanation row={row} />
      </section>
      <Certificates event={row.event} />
      <Hex row={row} />
      <details>
        <summary>{t.fields}</summary>
        <pre>{JSON.stringify(row.event, null, 2)}</pre>
      </details>
    </aside>
  );
}

function titleOf(row: Row): string {
  const { event } = row;
  if (event.event === 'packet') return event.packet;
  if (event.event === 'command') return oneLine(event.line);
  if (event.event === 'compat') return event.rule;
  return showRow(row);
}

function Facts({ row }: { readonly row: Row }) {
  const t = texts.value;
  const { event, took } = row;
  const facts: [string, string | undefined][] = [
    [t.reason, whyOf(event)],
    [t.codes, event.event === 'command' ? event.codes?.join(', ') : undefined],
    [t.when, `${clockTime(row.at)} (${event.time})`],
    [t.took, took && `${took.ends[0]} → ${took.ends[1]}: ${duration(took.ms)}`],
    [t.host, 'host' in event ? event.host : undefined],
    [t.module, row.module],
    [t.link, 'link' in event ? String(event.link) : undefined],
    [t.bytes, event.event === 'traffic' || event.event === 'packet' ? String(event.bytes) : undefined],
    [t.topic, event.event === 'packet' ? event.topic : undefined],
    [t.payload, event.event === 'packet' ? event.payload : undefined],
  ];
  return (
    <dl>
      {facts.map(([name, value]) => {
        if (value === undefined) return null;
        return [<dt key={name}>{name}</dt>, <dd key={`${name}:`}>{value}</dd>];
      })}
    </dl>
  );
}

function whyOf(event: ControlEvent): string | undefined {
  const text = 'why' in event ? event.why : 'reason' in event ? event.reason : undefined;
  const { key, params } = event as { readonly key?: string; readonly params?: unknown };
  return text === undefined ? undefined : shownText({ text, key, params });
}

/** The cause, the cause of that, and so on. */
function Causes({ row }: { readonly row: Row }) {
  const t = texts.value;
  const chain: Row[] = [];
  for (let at = row.cause; at > 0 && chain.length < MAX_CAUSES; ) {
    const cause = timeline.row(at);
    if (cause === undefined || cause.id >= (chain.at(-1)?.id ?? row.id)) break;
    chain.push(cause);
    at = cause.cause;
  }
  const [first] = chain;
  const answer = row.answer > 0 ? timeline.row(row.answer) : undefined;
  return (
    <section>
      <div class="tools-row">
        <button
          type="button"
          class="primary"
          disabled={first === undefined}
          onClick={() => first && jump(first.id)}
        >
          ↖ {t.cause}
        </button>
        {answer !== undefined && (
          <button type="button" onClick={() => jump(answer.id)}>
            ↘ {t.answer}
          </button>
        )}
        <a href={hrefOf('timeline', { event: Math.floor(row.id) })}>{t.linkTo}</a>
      </div>
      {first === undefined ? (
        <p class="note">{t.noCause}</p>
      ) : (
        <RowList rows={chain} label={t.causes} row={row} />
      )}
    </section>
  );
}

/** What happened between both ends of what took time. */
function Steps({ row }: { readonly row: Row }) {
  const [from, to] = row.type === 'line' ? [row.id, row.answer] : [row.took?.from ?? 0, row.id];
  if (from === 0 || to === 0) return null;
  const between = timeline
    .between(from, to, MAX_BETWEEN)
    .filter(({ type, module }) => module === row.module && STEPS.has(type));
  if (between.length < 3 || between.length > MAX_STEPS) return null;
  return (
    <section>
      <h3>{texts.value.steps}</h3>
      <RowList rows={between} label={texts.value.steps} row={between[0] ?? row} />
    </section>
  );
}

function RowList({
  rows,
  label,
  row: { at },
}: {
  readonly rows: readonly Row[];
  readonly label: string;
  readonly row: Row;
}) {
  return (
    <ol class="row-list" aria-label={label}>
      {rows.map((row) => (
        <li key={row.id}>
          <button type="button" class="plain" onClick={() => jump(row.id)}>
            <span class="elapsed">{difference(row.at - at)}</span> {showRow(row)}
          </button>
        </li>
      ))}
    </ol>
  );
}

function About({ row: { event, type } }: { readonly row: Row }) {
  const t = texts.value;
  const about =
    event.event === 'packet'
      ? t.aboutPackets[event.packet]
      : event.event === 'connection'
        ? t.aboutPhases[event.phase]
        : event.event === 'wifi'
          ? t.aboutWifi[event.phase]
          : event.event === 'power'
            ? t.aboutPower[event.phase]
            : (t.about as Readonly<Record<string, string>>)[type];
  return about === undefined ? null : <p>{about}</p>;
}

interface Certificate {
  readonly subject: string;
  readonly issuer: string;
  readonly validFrom: number;
  readonly validTo: number;
}

function Certificates({ event }: { readonly event: ControlEvent }) {
  const t = texts.value;
  const { chain, own } = (event.event === 'connection' && event.detail) || {};
  if (!Array.isArray(chain)) return null;
  return (
    <section>
      <h3>{t.certificates}</h3>
      <CertificateList certificates={chain as Certificate[]} />
      <h3>{t.ownCertificate}</h3>
      {own === undefined ? (
        <p class="note">{t.noOwnCertificate}</p>
      ) : (
        <CertificateList certificates={[own as Certificate]} />
      )}
    </section>
  );
}

function CertificateList({ certificates }: { readonly certificates: readonly Certificate[] }) {
  const t = texts.value;
  const day = (time: number): string => new Date(time).toISOString().slice(0, 10);
  return (
    <ul>
      {certificates.map(({ subject, issuer, validFrom, validTo }) => (
        <li key={subject}>
          <strong>{subject}</strong>, {t.issuedBy} {issuer}, {t.validFrom} {day(validFrom)} {t.validTo}{' '}
          {day(validTo)}
        </li>
      ))}
    </ul>
  );
}

function Hex({ row }: { readonly row: Row }) {
  const t = texts.value;
  const known = bytesOf(row);
  if (known === undefined)
    return row.event.event === 'traffic' || row.event.event === 'packet' ? (
      <p class="note">{t.masked}</p>
    ) : null;
  const { bytes, of } = known;
  return (
    <details open>
      <summary>{t.hex}</summary>
      <pre class="hex">{hexDump(bytes)}</pre>
      {bytes.length < of && <p class="note">{t.cutBytes(bytes.length, of)}</p>}
    </details>
  );
}
