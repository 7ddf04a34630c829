import { useMemo } from 'preact/hooks';
import { Chart } from '../chart/chart.tsx';
import { formatMs } from '../texts/numbers.ts';
import type { Swarm } from './swarm-state.ts';
import { texts } from './texts.ts';

/** How long round trips took, as counts over a logarithmic axis. */
export function Distribution({ buckets }: { readonly buckets: Swarm['roundTrip']['buckets'] }) {
  const data = useMemo(
    (): [number[], number[]] => [buckets.map(({ upToMs }) => upToMs), buckets.map(({ count }) => count)],
    [buckets],
  );
  const t = texts.value;
  return (
    <Chart
      title={t.distribution}
      series={[{ label: t.count, colour: '--accent', bars: true }]}
      data={data}
      x={{ logarithmic: true, values: formatMs }}
    />
  );
}
