import type { BrokerClient, Link } from './links.ts';
import { texts } from './texts.ts';

/** What a link has subscribed to, and whether the embedded broker knows of it. */
export function Subscriptions({
  link,
  clients,
}: {
  readonly link: Link;
  readonly clients: readonly BrokerClient[] | undefined;
}) {
  const t = texts.value.subscriptions;
  const client = clients?.find(({ id }) => id === link.user?.clientId);
  const foreign = client?.subscriptions.filter(
    ({ filter }) => !link.subscriptions.some((each) => each.filter === filter),
  );
  return (
    <>
      <h2>{t.title}</h2>
      {link.subscriptions.length === 0 ? (
        <p class="note">{t.none}</p>
      ) : (
        <table>
          <thead>
            <tr>
              <th scope="col">{t.filter}</th>
              <th scope="col">QoS</th>
              {clients !== undefined && <th scope="col">{t.atBroker}</th>}
            </tr>
          </thead>
          <tbody>
            {link.subscriptions.map(({ filter, qos }) => {
              const there = client?.subscriptions.find((each) => each.filter === filter);
              return (
                <tr key={filter}>
                  <td>
                    <code>{filter}</code>
                  </td>
                  <td>{qos}</td>
                  {clients !== undefined && (
                    <td class={there === undefined ? 'bad' : 'good'}>
                      {there === undefined ? t.no : `${t.yes}, QoS ${there.qos}`}
                    </td>
                  )}
                </tr>
              );
            })}
          </tbody>
        </table>
      )}
      {foreign !== undefined && foreign.length > 0 && (
        <p class="warn">{t.brokerOnly(foreign.map(({ filter }) => filter).join(' '))}</p>
      )}
    </>
  );
}

/** Messages that the broker has not acknowledged. */
export function InFlight({ link }: { readonly link: Link }) {
  const t = texts.value.inFlight;
  return (
    <>
      <h2>{t.title}</h2>
      {link.inFlight.length === 0 ? (
        <p class="note">{t.none}</p>
      ) : (
        <table>
          <thead>
            <tr>
              <th scope="col">{t.id}</th>
              <th scope="col">{t.topic}</th>
              <th scope="col">QoS</th>
              <th scope="col">{t.waitsFor}</th>
              <th scope="col">{t.payload}</th>
            </tr>
          </thead>
          <tbody>
            {link.inFlight.map(({ id, topic, qos, retain, phase, bytes, text }) => (
              <tr key={id}>
                <td>{id}</td>
                <td>
                  <code>{topic}</code>
                  {retain && <span class="note"> retain</span>}
                </td>
                <td>{qos}</td>
                <td>{phase === 'release' ? 'PUBCOMP' : qos === 1 ? 'PUBACK' : 'PUBREC'}</td>
                <td>
                  {phase === 'publish' && <span class="note">{t.bytes(bytes)} </span>}
                  <code class="payload">{text}</code>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </>
  );
}
