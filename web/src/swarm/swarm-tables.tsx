import type { ComponentChildren } from 'preact';
import { shownText } from '../texts/messages.ts';
import { formatCount, formatMs } from '../texts/numbers.ts';
import type { Swarm } from './swarm-state.ts';
import { texts } from './texts.ts';

/** Failed commands by their codes, the most frequent first. */
export function Errors({ errors }: Pick<Swarm, 'errors'>) {
  const t = texts.value;
  if (errors.length === 0) return <Section title={t.errors}>{<p class="note">{t.noErrors}</p>}</Section>;
  const sorted = errors.toSorted((one, other) => other.count - one.count);
  return (
    <Section title={t.errors}>
      <table>
        <Head names={[t.code, t.meaning, t.count, t.example]} />
        <tbody>
          {sorted.map(({ code, name, count, example }) => (
            <tr key={code}>
              <td class="mono">{code}</td>
              <td>{name}</td>
              <td>{formatCount(count)}</td>
              <td>{example && shownText(example)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Section>
  );
}

/** Why connections were lost; nothing where none was. */
export function Losses({ losses }: Pick<Swarm, 'losses'>) {
  const t = texts.value;
  if (losses.length === 0) return null;
  return (
    <Section title={t.losses}>
      <table>
        <Head names={[t.reason, t.count]} />
        <tbody>
          {losses.map(({ reason, count }) => (
            <tr key={reason.text}>
              <td>{shownText(reason)}</td>
              <td>{formatCount(count)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Section>
  );
}

/** The same figures of each thread, which shows whether one lags behind. */
export function Workers({ workers }: Pick<Swarm, 'workers'>) {
  const t = texts.value;
  return (
    <Section title={t.workers}>
      <table>
        <Head names={[t.worker, t.connected, t.lost, t.sentRate, t.receivedRate, 'p50', 'p99', t.failed]} />
        <tbody>
          {workers.map(({ worker, connected, lost, rates, roundTrip, errors }) => (
            <tr key={worker}>
              <td>{worker}</td>
              <td>{formatCount(connected)}</td>
              <td>{formatCount(lost)}</td>
              <td>{formatCount(rates.sent)}</td>
              <td>{formatCount(rates.received)}</td>
              <td>{formatMs(roundTrip.p50)}</td>
              <td>{formatMs(roundTrip.p99)}</td>
              <td>{formatCount(errors)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Section>
  );
}

function Section({ title, children }: { readonly title: string; readonly children: ComponentChildren }) {
  return (
    <section aria-label={title}>
      <h2>{title}</h2>
      {children}
    </section>
  );
}

function Head({ names }: { readonly names: readonly string[] }) {
  return (
    <thead>
      <tr>
        {names.map((name) => (
          <th key={name} scope="col">
            {name}
          </th>
        ))}
      </tr>
    </thead>
  );
}
