import { flash } from './flash.ts';
import { texts } from './texts.ts';

/** What lies in the flash of the module. */
export function FlashSection() {
  const t = texts.value.flash;
  const found = flash.value.value;
  if (found === undefined) return <p class="note">{flash.refused.value ?? texts.value.loading}</p>;
  return (
    <>
      <p>{found.directory === null ? t.nowhere : t.kept(found.directory)}</p>
      <h2>{t.values}</h2>
      {found.values.length === 0 ? (
        <p class="note">{t.noValues}</p>
      ) : (
        <table>
          <thead>
            <tr>
              <th scope="col">{t.key}</th>
              <th scope="col">{t.value}</th>
            </tr>
          </thead>
          <tbody>
            {found.values.map(({ key, value }) => (
              <tr key={key}>
                <td>
                  <code>{key}</code>
                </td>
                <td>
                  <code class="payload">{typeof value === 'string' ? value : JSON.stringify(value)}</code>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <h2>{t.namespaces}</h2>
      {found.namespaces.every(({ keys }) => keys.length === 0) && <p class="note">{t.noKeys}</p>}
      <table>
        <thead>
          <tr>
            <th scope="col">{t.namespace}</th>
            <th scope="col">{t.key}</th>
            <th scope="col">{t.type}</th>
            <th scope="col">{t.size}</th>
          </tr>
        </thead>
        <tbody>
          {found.namespaces.flatMap(({ namespace, keys }) =>
            keys.map(({ key, type, bytes }) => (
              <tr key={`${namespace}/${key}`}>
                <td>
                  <code>{namespace}</code>
                </td>
                <td>
                  <code>{key}</code>
                </td>
                <td>{type}</td>
                <td>{bytes}</td>
              </tr>
            )),
          )}
        </tbody>
      </table>
    </>
  );
}
