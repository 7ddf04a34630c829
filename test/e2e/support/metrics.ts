const NAME = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/;
const SAMPLE = /^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(.*)\})? (\S+)$/;
const LABEL = /([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\["\\n])*)"(?:,|$)/y;
const TYPES = ['counter', 'gauge', 'histogram', 'summary', 'untyped'];

/** One metric of a scrape. */
export interface Metric {
  readonly type: string;
  readonly samples: readonly { readonly labels: Readonly<Record<string, string>>; readonly value: number }[];
}

/** What a scrape has said, by name. */
export type Scrape = ReadonlyMap<string, Metric>;

/**
 * Reads Prometheus' text format, version 0.0.4, and refuses what `promtool check metrics` does: samples without HELP and TYPE
 * above them, names and labels that are none, the same sample twice, counters that do not end with _total.
 */
export function readMetrics(text: string): Scrape {
  const metrics = new Map<
    string,
    { type: string; samples: { labels: Record<string, string>; value: number }[] }
  >();
  const seen = new Set<string>();
  let helped = '';
  if (!text.endsWith('\n')) throw new Error('no line end at the end');
  for (const line of text.split('\n').filter((each) => each !== '')) {
    const [, kind, name = '', rest = ''] = /^# (HELP|TYPE) (\S+) (.+)$/.exec(line) ?? [];
    if (kind === 'HELP') {
      if (!NAME.test(name) || metrics.has(name)) throw new Error(line);
      helped = name;
    } else if (kind === 'TYPE') {
      if (name !== helped || !TYPES.includes(rest)) throw new Error(line);
      if (rest === 'counter' && !name.endsWith('_total'))
        throw new Error(`${name} is a counter without _total`);
      metrics.set(name, { type: rest, samples: [] });
    } else {
      const [, sample = '', labelText = '', number = ''] = SAMPLE.exec(line) ?? [];
      const metric = metrics.get(sample) ?? metrics.get(sample.replace(/_(?:bucket|sum|count)$/, ''));
      const value = Number(number.replace(/Inf$/, 'Infinity'));
      // Go reads it in any case, and prom-client writes Nan for the mean of a lag that was not measured since the last scrape.
      if (metric === undefined || (Number.isNaN(value) && !/^nan$/i.test(number))) throw new Error(line);
      const labels = readLabels(labelText, line);
      const key = `${sample}${JSON.stringify(Object.entries(labels).sort())}`;
      if (seen.has(key)) throw new Error(`twice: ${line}`);
      seen.add(key);
      metric.samples.push({ labels, value });
    }
  }
  return metrics;
}

function readLabels(text: string, line: string): Record<string, string> {
  const labels: Record<string, string> = {};
  LABEL.lastIndex = 0;
  while (LABEL.lastIndex < text.length) {
    const [, name, value] = LABEL.exec(text) ?? [];
    if (name === undefined || value === undefined || name in labels) throw new Error(line);
    labels[name] = value.replace(/\\(["\\n])/g, (_, each) => (each === 'n' ? '\n' : each));
  }
  return labels;
}

/** The value of the only sample with these labels, or the sum of several; undefined where there is none. */
export function sampleOf(
  scrape: Scrape,
  name: string,
  labels: Readonly<Record<string, string>> = {},
): number | undefined {
  const found = (scrape.get(name)?.samples ?? []).filter(({ labels: its }) =>
    Object.entries(labels).every(([label, value]) => its[label] === value),
  );
  return found.length === 0 ? undefined : found.reduce((sum, { value }) => sum + value, 0);
}

/** Scrapes what is served at `http://HOST:PORT/metrics`. */
export async function scrape(url: string): Promise<Scrape> {
  const answer = await fetch(url);
  if (!answer.headers.get('content-type')?.startsWith('text/plain; version=0.0.4')) throw new Error(url);
  return readMetrics(await answer.text());
}

/** Awaits that /readyz says so, or not; its body. */
export async function readiness(url: string, ready: boolean): Promise<Record<string, unknown>> {
  const at = new URL('/readyz', url);
  let last: unknown;
  for (;;) {
    const answer = await fetch(at);
    last = await answer.json();
    if (answer.ok === ready) return last as Record<string, unknown>;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
