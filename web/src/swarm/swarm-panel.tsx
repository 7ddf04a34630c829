import './swarm.css';
import { useSignalEffect } from '@preact/signals';
import { Chart } from '../chart/chart.tsx';
import { formatCount, formatMs } from '../texts/numbers.ts';
import { Distribution } from './distribution.tsx';
import { followSwarm, history, type Swarm, swarm } from './swarm-state.ts';
import { Errors, Losses, Workers } from './swarm-tables.tsx';
import { texts } from './texts.ts';

/** The figures of a running swarm, as they come. */
export default function SwarmPanel() {
  useSignalEffect(followSwarm);
  const t = texts.value;
  const now = swarm.value;
  if (now === undefined)
    return (
      <>
        <h1>{t.title}</h1>
        <p class="note">{t.waiting}</p>
      </>
    );
  const past = history.value;
  return (
    <>
      <h1>
        {t.title}{' '}
        <small class={now.phase === 'running' ? 'good' : 'note'}>
          {t.phases[now.phase]}, {t.to(now.broker)}, {t.seconds(Math.round(now.seconds))}
        </small>
      </h1>
      <Figures now={now} />
      <div class="charts">
        <Chart
          title={t.overTime}
          series={[
            { label: t.sent, colour: '--host' },
            { label: t.received, colour: '--broker' },
          ]}
          data={[past.seconds, past.sent, past.received]}
        />
        <Chart
          title={t.connections}
          series={[{ label: t.connected, colour: '--accent' }]}
          data={[past.seconds, past.connected]}
        />
        <Chart
          title={t.latency}
          series={[
            { label: 'p50', colour: '--good' },
            { label: 'p99', colour: '--bad' },
          ]}
          data={[past.seconds, past.p50, past.p99]}
        />
        <Distribution buckets={now.roundTrip.buckets} />
      </div>
      <Errors errors={now.errors} />
      <Losses losses={now.losses} />
      <Workers workers={now.workers} />
    </>
  );
}

/** The few numbers that tell whether it goes well. */
function Figures({ now }: { readonly now: Swarm }) {
  const t = texts.value;
  const { roundTrip } = now;
  const sum = (list: readonly number[]): number => list.reduce((all, each) => all + each, 0);
  const figures: readonly (readonly [string, string])[] = [
    [t.connected, `${formatCount(now.connected)} / ${formatCount(now.modules)}`],
    [t.ready, formatCount(now.ready)],
    [t.lost, formatCount(now.lost)],
    [t.reconnected, formatCount(now.reconnected)],
    [t.sent, formatCount(sum(now.sent))],
    [t.received, formatCount(sum(now.received))],
    [t.sentRate, formatCount(now.rates.sent)],
    [t.receivedRate, formatCount(now.rates.received)],
    [t.measured, formatCount(roundTrip.count)],
    ['p50', formatMs(roundTrip.p50)],
    ['p90', formatMs(roundTrip.p90)],
    ['p99', formatMs(roundTrip.p99)],
    ['max', formatMs(roundTrip.max)],
  ];
  return (
    <dl class="figures">
      {figures.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
