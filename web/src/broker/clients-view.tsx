import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { RequestError, request } from '../api/request.ts';
import { language } from '../texts/language.ts';
import { texts } from './texts.ts';

interface Subscription {
  readonly filter: string;
  readonly qos: number;
}

interface Client {
  readonly id: string;
  readonly address?: string;
  readonly cleanSession: boolean;
  readonly subscriptions: readonly Subscription[];
}

interface Session {
  readonly id: string;
  readonly since: string;
  readonly waiting: number;
  readonly subscriptions: readonly Subscription[];
}

const ASK_MS = 2000;

/** The clients of the embedded broker, and the sessions of those that are away. */
export function ClientsView() {
  const t = texts.value;
  const clients = useSignal<readonly Client[] | undefined>([]);
  const sessions = useSignal<readonly Session[]>([]);
  useEffect(() => {
    let current = true;
    const ask = async (): Promise<void> => {
      try {
        const [now, away] = await Promise.all([
          request<{ clients: Client[] }>('/broker/clients'),
          request<{ sessions: Session[] }>('/broker/sessions'),
        ]);
        if (!current) return;
        clients.value = now.clients;
        sessions.value = away.sessions;
      } catch (error) {
        if (!(error instanceof RequestError)) throw error;
        // Of a program that is away the header tells.
        if (current && error.status === 404) clients.value = undefined;
      }
    };
    void ask();
    const timer = setInterval(() => void ask(), ASK_MS);
    return () => {
      current = false;
      clearInterval(timer);
    };
  }, []);
  if (clients.value === undefined) return <p class="note">{t.onlyEmbedded}</p>;
  return (
    <>
      <h2>{t.connected}</h2>
      {clients.value.length === 0 ? (
        <p class="note">{t.noClients}</p>
      ) : (
        <table>
          <thead>
            <tr>
              <th scope="col">{t.clientId}</th>
              <th scope="col">{t.address}</th>
              <th scope="col">{t.session}</th>
              <th scope="col">{t.subscriptions}</th>
            </tr>
          </thead>
          <tbody>
            {clients.value.map(({ id, address, cleanSession, subscriptions }) => (
              <tr key={id}>
                <td class="mono">{id}</td>
                <td class="mono">{address}</td>
                <td>{cleanSession ? t.clean : t.persistent}</td>
                <td>
                  <Subscriptions of={subscriptions} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <h2>{t.away}</h2>
      {sessions.value.length === 0 ? (
        <p class="note">{t.noSessions}</p>
      ) : (
        <table>
          <thead>
            <tr>
              <th scope="col">{t.clientId}</th>
              <th scope="col">{t.awaySince}</th>
              <th scope="col">{t.waiting}</th>
              <th scope="col">{t.subscriptions}</th>
            </tr>
          </thead>
          <tbody>
            {sessions.value.map(({ id, since, waiting, subscriptions }) => (
              <tr key={id}>
                <td class="mono">{id}</td>
                <td>{new Date(since).toLocaleTimeString(language.value)}</td>
                <td>{waiting}</td>
                <td>
                  <Subscriptions of={subscriptions} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </>
  );
}

function Subscriptions({ of }: { readonly of: readonly Subscription[] }) {
  if (of.length === 0) return <span class="quiet">{texts.value.nothing}</span>;
  return (
    <ul class="plain-list mono">
      {of.map(({ filter, qos }) => (
        <li key={filter}>
          {filter} <span class="quiet">QoS {qos}</span>
        </li>
      ))}
    </ul>
  );
}
