import { useSignalEffect } from '@preact/signals';
import { at, request } from '../api/request.ts';
import type { Module } from '../state/modules.ts';
import { useAct } from './act.ts';
import { DropWifi } from './drop-wifi.tsx';
import { fresh } from './fresh.ts';
import { texts } from './texts.ts';

interface AccessPoint {
  readonly ssid: string;
  readonly bssid: string;
  readonly channel: number;
  readonly rssi: number;
  readonly secured: boolean;
  readonly joined: boolean;
}

/** What the station hears; faults change that too. */
const accessPoints = fresh<readonly AccessPoint[]>(
  async (name) =>
    (await request<{ accessPoints: AccessPoint[] }>(at`/modules/${name}/wifi/access-points`)).accessPoints,
  ({ event }) => event === 'wifi' || event === 'fault' || event === 'power',
);

/** The station of the module, and what it hears. */
export function WifiSection({ module: { name, wifi, powered } }: { readonly module: Module }) {
  const t = texts.value.wifi;
  const act = useAct();
  useSignalEffect(accessPoints.follow);
  const post = (action: 'drop' | 'rejoin') => () =>
    void act.run(() => request(at`/modules/${name}/wifi`, { method: 'POST', body: { action } }));
  return (
    <>
      <p>
        <strong class={wifi.connected ? 'good' : 'bad'}>
          {wifi.state} – {t.states[wifi.state]}
        </strong>
        {wifi.ssid !== '' && (
          <>
            {' '}
            <code>{wifi.ssid}</code>
          </>
        )}
      </p>
      <dl class="facts">
        <dt>IP</dt>
        <dd class="mono">{wifi.ip}</dd>
        <dt>{t.gateway}</dt>
        <dd class="mono">{wifi.gateway}</dd>
        <dt>{t.netmask}</dt>
        <dd class="mono">{wifi.netmask}</dd>
        <dt>MAC</dt>
        <dd class="mono">{wifi.mac}</dd>
      </dl>
      <p class="row">
        <button type="button" disabled={act.busy || !powered} onClick={post('drop')}>
          {t.drop}
        </button>
        <button type="button" disabled={act.busy || !powered} onClick={post('rejoin')}>
          {t.rejoin}
        </button>
        <DropWifi name={name} powered={powered} />
      </p>
      <p class="note">{t.aboutDrop}</p>
      {act.refused !== undefined && <p role="alert">{act.refused}</p>}
      <h2>{t.accessPoints}</h2>
      <AccessPoints />
      <p>
        <button type="button" onClick={accessPoints.refresh}>
          {t.listen}
        </button>
      </p>
    </>
  );
}

function AccessPoints() {
  const t = texts.value.wifi;
  const found = accessPoints.value.value;
  if (found === undefined) return <p class="note">{accessPoints.refused.value ?? texts.value.loading}</p>;
  if (found.length === 0) return <p class="note">{t.noneHeard}</p>;
  return (
    <table>
      <thead>
        <tr>
          <th scope="col">SSID</th>
          <th scope="col">BSSID</th>
          <th scope="col">{t.channel}</th>
          <th scope="col">{t.signal}</th>
          <th scope="col">{t.secured}</th>
        </tr>
      </thead>
      <tbody>
        {found.map(({ ssid, bssid, channel, rssi, secured, joined }) => (
          <tr key={bssid}>
            <td>
              <code>{ssid}</code>
              {joined && <span class="good"> {t.joined}</span>}
            </td>
            <td class="mono">{bssid}</td>
            <td>{channel}</td>
            <td>{rssi} dBm</td>
            <td>{secured ? t.yes : t.open}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
