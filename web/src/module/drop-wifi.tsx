import { at, request } from '../api/request.ts';
import { useAct } from './act.ts';
import { texts } from './texts.ts';

/** Lets the Wi-Fi of a module go for ten seconds. */
export function DropWifi({ name, powered }: { readonly name: string; readonly powered: boolean }) {
  const t = texts.value.wifi;
  const act = useAct();
  const drop = (): void =>
    void act.run(() =>
      request(at`/modules/${name}/faults`, { method: 'POST', body: { fault: 'wifi.drop', for: '10s' } }),
    );
  return (
    <>
      <button type="button" disabled={act.busy || !powered} onClick={drop}>
        {t.dropTen}
      </button>
      {act.refused !== undefined && <span role="alert">{act.refused}</span>}
    </>
  );
}
