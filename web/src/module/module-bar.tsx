import { at, request } from '../api/request.ts';
import { hrefOf } from '../shell/panels.ts';
import { type Module, refreshModules } from '../state/modules.ts';
import { shownText } from '../texts/messages.ts';
import { useAct } from './act.ts';
import { DropWifi } from './drop-wifi.tsx';
import { useModuleTime } from './module-time.ts';
import { texts } from './texts.ts';

/** What a module is like at a glance, and what is done to it most. */
export function ModuleBar({ module }: { readonly module: Module }) {
  const t = texts.value.bar;
  const act = useAct();
  const time = useModuleTime(module);
  const { name, powered, wifi, ports, hosts, faults, uart } = module;
  const post = async (path: string, body?: unknown): Promise<void> => {
    await act.run(() => request(path, { method: 'POST', ...(body !== undefined && { body }) }));
    await refreshModules();
  };
  return (
    <div class="module-bar">
      <h1>
        {t.title} <span class="mono">{name}</span>
      </h1>
      <dl class="facts">
        <dt>{t.power}</dt>
        <dd class={powered ? 'good' : 'bad'}>{powered ? t.on : t.off}</dd>
        <dt>Wi-Fi</dt>
        <dd class={wifi.connected ? 'good' : 'bad'}>
          {wifi.connected ? `${wifi.ssid} ${wifi.ip}` : texts.value.wifi.states[wifi.state]}
        </dd>
        <dt>{t.clock}</dt>
        <dd class={`mono ${module.clock.set ? '' : 'warn'}`}>{time ?? '?'}</dd>
        <dt>{t.ports}</dt>
        <dd>
          {ports.map(({ port, away }) => (
            <span key={port}>
              <code>{port}</code>
              {away !== undefined && <span class="bad"> {shownText(away)}</span>}{' '}
            </span>
          ))}
          <span class="note">
            {t.hosts(hosts)}, {uart.baud} Bd
          </span>
        </dd>
        <dt>{t.faults}</dt>
        <dd>
          <a href={hrefOf('faults')} class={faults > 0 ? 'warn' : ''}>
            {t.faultCount(faults)}
          </a>
        </dd>
      </dl>
      <p class="row">
        <DropWifi name={name} powered={powered} />
        <button
          type="button"
          disabled={act.busy || !powered}
          onClick={() => void post(at`/modules/${name}/reset`)}
        >
          {t.reset}
        </button>
        <button
          type="button"
          disabled={act.busy}
          onClick={() => void post(at`/modules/${name}/power`, { on: !powered })}
        >
          {powered ? t.switchOff : t.switchOn}
        </button>
        {act.refused !== undefined && <span role="alert">{act.refused}</span>}
      </p>
    </div>
  );
}
