import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { RunMetrics } from '#metrics/run-metrics';
import { ManualClock } from '#testing/manual-clock';

const ROOT = new URL('../../', import.meta.url);
const NAME = /\b(?:atmqtt|nodejs|process)_[a-z0-9_]+\b/g;

/** Names of metrics that a file speaks of. */
function namedIn(path: string): Set<string> {
  return new Set(readFileSync(new URL(path, ROOT), 'utf8').match(NAME));
}

async function served(): Promise<Set<string>> {
  const { body } = await new RunMetrics(new ManualClock()).text();
  return new Set([...body.matchAll(/^# TYPE (\S+)/gm)].map(([, name = '']) => name));
}

test.each(['packaging/grafana-dashboard.json', 'docs/guides/gateway.md', 'docs/zh-CN/gateway.md'])(
  'every metric that %s names is served',
  async (path) => {
    const all = await served();
    const named = namedIn(path);
    expect(named.size).toBeGreaterThan(20);
    expect([...named].filter((name) => !all.has(name) && name !== 'process_')).toEqual([]);
  },
);

test('the guide and the dashboard leave out none of ours', async () => {
  const ours = [...(await served())].filter((name) => name.startsWith('atmqtt_'));
  const guide = namedIn('docs/guides/gateway.md');
  expect(ours.filter((name) => !guide.has(name))).toEqual([]);
  const dashboard = namedIn('packaging/grafana-dashboard.json');
  // The states of links stand there one by one; what a genuine module would do is for developers.
  const left = ['atmqtt_links', 'atmqtt_wifi_state', 'atmqtt_sessions', 'atmqtt_compat_findings_total'];
  expect(ours.filter((name) => !dashboard.has(name)).sort()).toEqual(left.sort());
});

test('every panel of the dashboard asks something and has a place of its own', () => {
  const { panels } = JSON.parse(readFileSync(new URL('packaging/grafana-dashboard.json', ROOT), 'utf8')) as {
    panels: {
      id: number;
      title: string;
      gridPos: { x: number; y: number; w: number; h: number };
      targets: { expr: string; refId: string }[];
    }[];
  };
  expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
  const cells = new Set<string>();
  for (const {
    gridPos: { x, y, w, h },
    targets,
    title,
  } of panels) {
    expect(targets.length, title).toBeGreaterThan(0);
    expect(x + w, title).toBeLessThanOrEqual(24);
    for (const { expr } of targets) {
      expect(expr.split('(').length, expr).toBe(expr.split(')').length);
      expect(expr.split('{').length, expr).toBe(expr.split('}').length);
    }
    for (let column = x; column < x + w; column++) {
      for (let row = y; row < y + h; row++) {
        expect(cells.has(`${column} ${row}`), title).toBe(false);
        cells.add(`${column} ${row}`);
      }
    }
  }
});
