import { useSignal } from '@preact/signals';
import { useMemo } from 'preact/hooks';
import { Chart } from '../chart/chart.tsx';
import type { TopicMessage } from './history.ts';
import { numbersIn } from './payload.ts';
import { texts } from './texts.ts';

/** A curve of a number in the messages of a topic; nothing where there is none. */
export function Curve({ messages }: { readonly messages: readonly TopicMessage[] }) {
  const t = texts.value;
  const wanted = useSignal<string | undefined>(undefined);
  const numbers = useMemo(
    () => messages.map(({ time, payload }) => ({ time: Date.parse(time) / 1000, of: numbersIn(payload) })),
    [messages],
  );
  const fields = [...(numbers.at(-1)?.of.keys() ?? [])];
  const field = wanted.value !== undefined && fields.includes(wanted.value) ? wanted.value : fields[0];
  const data = useMemo(() => {
    const there = numbers.filter(({ of }) => of.has(field ?? ''));
    return [there.map(({ time }) => time), there.map(({ of }) => of.get(field ?? '') ?? null)];
  }, [numbers, field]);
  if (field === undefined || (data[0]?.length ?? 0) < 2) return null;
  const name = (path: string): string => (path === '' ? t.whole : path);
  return (
    <section>
      <h3>{t.chart}</h3>
      {fields.length > 1 && (
        <label class="choice">
          {t.field}
          <select
            value={field}
            onChange={({ currentTarget }) => {
              wanted.value = currentTarget.value;
            }}
          >
            {fields.map((path) => (
              <option key={path} value={path}>
                {name(path)}
              </option>
            ))}
          </select>
        </label>
      )}
      <Chart
        title={name(field)}
        series={[{ label: name(field), colour: '--accent' }]}
        data={data as Parameters<typeof Chart>[0]['data']}
        height={150}
      />
    </section>
  );
}
