import { useSignal } from '@preact/signals';
import { at, request } from '../api/request.ts';
import { shownText } from '../texts/messages.ts';
import { useAct } from './act.ts';
import { type FlashKey, flash, keyAt, placeOf } from './flash.ts';
import { texts } from './texts.ts';

const NAMESPACES = ['mqtt_ca', 'mqtt_cert', 'mqtt_key'] as const;
/** As `<cert_key_ID>` and `<CA_ID>` count them. */
const SETS = [0, 1] as const;

/** The certificates and keys of MQTT over TLS: whose they are, until when, and new ones from a file. */
export function CertificatesSection({
  module,
  now,
}: {
  readonly module: string;
  readonly now: string | null;
}) {
  const t = texts.value.certificates;
  const found = flash.value.value;
  if (found === undefined) return <p class="note">{flash.refused.value ?? texts.value.loading}</p>;
  return (
    <>
      <p>{t.about}</p>
      <table class="certificates">
        <thead>
          <tr>
            <th scope="col">{t.place}</th>
            <th scope="col">{t.holds}</th>
            <th scope="col">{t.dates}</th>
            <th scope="col">{t.replace}</th>
          </tr>
        </thead>
        <tbody>
          {SETS.flatMap((set) =>
            NAMESPACES.map((namespace) => {
              const key = placeOf(namespace, set);
              return (
                <tr key={key}>
                  <th scope="row">
                    <code>{key}</code>
                    <div class="note">{t.kinds[namespace]}</div>
                  </th>
                  <Held found={keyAt(found, namespace, key)} now={now} />
                  <td>
                    <Upload
                      module={module}
                      namespace={namespace}
                      place={key}
                      there={keyAt(found, namespace, key) !== undefined}
                    />
                  </td>
                </tr>
              );
            }),
          )}
        </tbody>
      </table>
    </>
  );
}

/** What lies at a place, and whether it is valid by the clock of the module. */
function Held({ found, now }: { readonly found: FlashKey | undefined; readonly now: string | null }) {
  const t = texts.value.certificates;
  if (found === undefined)
    return (
      <>
        <td class="note">{t.missing}</td>
        <td />
      </>
    );
  const at = now === null ? undefined : new Date(now);
  return (
    <>
      <td>
        {found.privateKey && <div>{t.privateKey}</div>}
        {found.certificates.map(({ subject, issuer, validTo }) => (
          <div key={subject + validTo}>
            <strong>{subject}</strong>
            <div class="note">{t.issuer(issuer)}</div>
          </div>
        ))}
        {found.problem !== undefined && <div class="bad">{shownText(found.problem)}</div>}
      </td>
      <td>
        {found.certificates.map(({ subject, validFrom, validTo }) => {
          const early = at !== undefined && at < new Date(validFrom);
          const late = at !== undefined && at > new Date(validTo);
          return (
            <div key={subject + validTo}>
              {validFrom.slice(0, 10)} – {validTo.slice(0, 10)}
              {early && <div class="bad">{t.early}</div>}
              {late && <div class="bad">{t.late}</div>}
            </div>
          );
        })}
      </td>
    </>
  );
}

function Upload({
  module,
  namespace,
  place,
  there,
}: {
  readonly module: string;
  readonly namespace: string;
  readonly place: string;
  readonly there: boolean;
}) {
  const t = texts.value.certificates;
  const act = useAct();
  const done = useSignal(false);
  const path = at`/modules/${module}/flash/${namespace}/${place}`;
  const put = (file: File): Promise<unknown> =>
    act.run(async () => {
      done.value = false;
      await request(path, { method: 'PUT', body: { pem: await file.text() } });
      done.value = true;
      flash.refresh();
    });
  const remove = (): Promise<unknown> =>
    act.run(async () => {
      await request(path, { method: 'DELETE' });
      flash.refresh();
    });
  return (
    <>
      <label class="upload">
        <span class="unseen">{t.upload(place)}</span>
        <input
          type="file"
          accept=".pem,.crt,.cer,.key"
          disabled={act.busy}
          onChange={({ currentTarget }) => {
            const file = currentTarget.files?.[0];
            if (file !== undefined) void put(file);
          }}
        />
      </label>
      {there && (
        <button
          type="button"
          disabled={act.busy}
          aria-label={t.removeAt(place)}
          onClick={() => void remove()}
        >
          {t.remove}
        </button>
      )}
      {act.refused !== undefined && <p role="alert">{act.refused}</p>}
      {done.value && act.refused === undefined && (
        <p role="status" class="good">
          {t.stored}
        </p>
      )}
    </>
  );
}
