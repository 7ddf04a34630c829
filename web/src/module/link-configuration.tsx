import type { ComponentChildren } from 'preact';
import { hrefOf } from '../shell/panels.ts';
import { chainOf, flash } from './flash.ts';
import type { Link } from './links.ts';
import { setBy } from './moves.ts';
import { texts } from './texts.ts';

const USER = 'AT+MQTTUSERCFG';
const CONNECTION = ['AT+MQTTCONNCFG'] as const;
/** Schemes that check the broker's certificate, and those that send one. */
const CHECKING = new Set([3, 5, 8, 10]);
const SENDING = new Set([4, 5, 9, 10]);

/** What commands or settings have set on a link, each value with what gave it. */
export function LinkConfiguration({ module, link }: { readonly module: string; readonly link: Link }) {
  const t = texts.value.configuration;
  const { user, connection } = link;
  const { will } = connection;
  const from = (...names: string[]) => <Source module={module} link={link} names={names} />;
  const value = (text: string) => (text === '' ? <span class="note">{t.empty}</span> : <code>{text}</code>);
  return (
    <section>
      <h2>{t.title}</h2>
      <table class="configuration">
        <thead>
          <tr>
            <th scope="col">{t.what}</th>
            <th scope="col">{t.value}</th>
            <th scope="col">{t.source}</th>
          </tr>
        </thead>
        <tbody>
          {user === undefined ? (
            <tr>
              <td colSpan={3} class="note">
                {t.noUser}
              </td>
            </tr>
          ) : (
            <>
              <Row name="scheme" source={from(USER)}>
                {user.scheme} – {t.schemes[user.scheme - 1]}
              </Row>
              <Row name="client ID" source={from(USER, 'AT+MQTTLONGCLIENTID', 'AT+MQTTCLIENTID')}>
                {value(user.clientId)}
              </Row>
              <Row name="username" source={from(USER, 'AT+MQTTLONGUSERNAME', 'AT+MQTTUSERNAME')}>
                {value(user.username)}
              </Row>
              <Row name="password" source={from(USER, 'AT+MQTTLONGPASSWORD', 'AT+MQTTPASSWORD')}>
                {value(user.password)}
              </Row>
              {SENDING.has(user.scheme) && (
                <Row name="cert_key_ID" source={from(USER)}>
                  {user.certKeyId} <Chain namespace="mqtt_cert" set={user.certKeyId} />
                </Row>
              )}
              {CHECKING.has(user.scheme) && (
                <Row name="CA_ID" source={from(USER)}>
                  {user.caId} <Chain namespace="mqtt_ca" set={user.caId} />
                </Row>
              )}
              {user.scheme >= 6 && (
                <Row name="path" source={from(USER)}>
                  {value(user.path)}
                </Row>
              )}
              {user.alpn.length > 0 && (
                <Row name="ALPN" source={from('AT+MQTTALPN')}>
                  {value(user.alpn.join(' '))}
                </Row>
              )}
              {user.sni !== '' && (
                <Row name="SNI" source={from('AT+MQTTSNI')}>
                  {value(user.sni)}
                </Row>
              )}
            </>
          )}
          <Row name="keepalive" source={from(...CONNECTION)}>
            {t.seconds(connection.keepAlive)}
          </Row>
          <Row name="disable_clean_session" source={from(...CONNECTION)}>
            {connection.cleanSession ? t.cleanSession : t.keptSession}
          </Row>
          <Row name="lwt" source={from(...CONNECTION)}>
            {will === undefined ? (
              <span class="note">{t.noWill}</span>
            ) : (
              <>
                <code>{will.topic}</code>: <code>{will.message}</code> QoS {will.qos}
                {will.retain && ' retain'}
              </>
            )}
          </Row>
          <Row name="reconnect" source={from('AT+MQTTCONN')}>
            {link.reconnect ? t.reconnects : t.noReconnect}
          </Row>
        </tbody>
      </table>
    </section>
  );
}

function Row({
  name,
  source,
  children,
}: {
  readonly name: string;
  readonly source: ComponentChildren;
  readonly children: ComponentChildren;
}) {
  return (
    <tr>
      <th scope="row">{name}</th>
      <td>{children}</td>
      <td>{source}</td>
    </tr>
  );
}

/** What gave a value: the setting connect, a command, whose place in the timeline it leads to, or nothing yet. */
function Source({
  module,
  link,
  names,
}: {
  readonly module: string;
  readonly link: Link;
  readonly names: readonly string[];
}) {
  const t = texts.value.configuration;
  if (link.bySetting) return <a href={hrefOf('module', { show: 'settings' })}>{t.bySetting}</a>;
  const command = setBy(module, link.link, names);
  if (command !== undefined) return <a href={hrefOf('timeline', { event: command.id })}>{command.name}</a>;
  return <span class="note">{t.fallback}</span>;
}

/** What lies in the flash where a link looks for its certificates. */
function Chain({ namespace, set }: { readonly namespace: string; readonly set: number }) {
  const t = texts.value.certificates;
  if (flash.value.value === undefined) return null;
  const [first] = chainOf(flash.value.value, namespace, set);
  return (
    <a href={hrefOf('module', { show: 'certificates' })}>{first === undefined ? t.missing : first.subject}</a>
  );
}
