import { mkdirSync, writeFileSync } from 'node:fs';
import * as echarts from 'echarts';

/** @import { About, Findings, Series } from './comparison.js' */

const FOLDER = new URL('../../docs/performance/', import.meta.url).pathname;
const SIZE = { width: 820, height: 420 };
const INK = '#333';
const COLOURS = ['#1f6feb', '#9aa4b2', '#0a7d4f', '#d29922'];
const QOS = ['QoS 0', 'QoS 1', 'QoS 2'];

/**
 * Draws all pictures as SVG.
 * @param {readonly (About & Findings)[]} all
 */
export function drawAll(all) {
  mkdirSync(FOLDER, { recursive: true });
  const series = (/** @type {string} */ name) => all.find((each) => each.name === name)?.series ?? [];
  const curve = (/** @type {string} */ name) => series('curves').filter((each) => each.name === name);

  draw('payload', {
    title: 'Messages a second against payload size (QoS 0, pipelined)',
    x: {
      type: 'log',
      logBase: 2,
      name: 'bytes of payload',
      min: 16,
      max: 65_536,
      axisLabel: { formatter: bytes },
    },
    y: { type: 'log', name: 'messages/s', axisLabel: { formatter: thousands } },
    series: lines(curve('size')),
  });
  draw('qos', {
    title: 'Messages a second against QoS (22 bytes, the next after OK)',
    x: { type: 'category', data: QOS },
    y: { type: 'value', name: 'messages/s', axisLabel: { formatter: thousands } },
    series: curve('qos').map(({ points }) => ({
      type: 'bar',
      barWidth: 80,
      data: points.map(([, rate]) => Math.round(rate)),
      label: {
        show: true,
        position: 'top',
        formatter: (/** @type {{ value: number }} */ { value }) => thousands(value),
      },
    })),
  });
  draw('modules', {
    title: 'Messages a second against modules in one process (22 bytes, pipelined)',
    x: { type: 'log', name: 'modules', axisLabel: { formatter: thousands } },
    y: { type: 'value', name: 'messages/s', min: 0, axisLabel: { formatter: thousands } },
    series: lines(curve('modules')),
  });
  draw('memory', {
    title: 'Resident memory of each connected module',
    x: { type: 'value', name: 'in one process', axisLabel: { formatter: thousands } },
    y: { type: 'value', name: 'KiB', min: 0 },
    series: lines(series('idle')),
  });
  draw('soak', {
    title: 'Resident memory under mixed traffic',
    x: { type: 'value', name: 'seconds', max: 'dataMax' },
    y: { type: 'value', name: 'MiB', min: 0 },
    series: lines(series('soak'), { showSymbol: false }),
  });
  draw('round-trip', latency('Round trip of AT, as a distribution', series('round-trip')));
  draw('publish-qos1', latency('Round trip of a QoS 1 publish, as a distribution', series('publish-qos1')));
  for (const each of all) drawRatios(each);
}

/** The ratios of a comparison beside their targets. @param {About & Findings} comparison */
function drawRatios({ name, title, rows }) {
  const shown = rows.filter(({ target, ratio }) => target !== undefined && ratio !== undefined).reverse();
  if (shown.length === 0) return;
  // Longer is better in the picture, whatever was measured: 1 is the target.
  const reached = shown.map(({ ratio = 0, target = 1, better }) =>
    better === 'more' ? ratio / target : target / ratio,
  );
  draw(`${name}-target`, {
    title: `${title}: how much of the target is reached`,
    height: 130 + shown.length * 44,
    left: 330,
    x: { type: 'value', min: 0, name: 'target = 1' },
    y: {
      type: 'category',
      data: shown.map(({ what, against }) => `${what}\nagainst ${against}`),
      axisLabel: { fontSize: 11 },
    },
    series: [
      {
        type: 'bar',
        barWidth: 20,
        data: reached.map((value) => ({
          value: Number(value.toFixed(3)),
          itemStyle: { color: value >= 1 ? COLOURS[0] : COLOURS[3] },
        })),
        label: {
          show: true,
          position: 'right',
          formatter: (/** @type {{ value: number }} */ { value }) => value.toFixed(2),
        },
        markLine: {
          silent: true,
          symbol: 'none',
          label: { show: false },
          lineStyle: { color: INK },
          data: [{ xAxis: 1 }],
        },
      },
    ],
  });
}

/** @param {string} title @param {readonly Series[]} series from the percent to milliseconds */
function latency(title, series) {
  return {
    title,
    x: { type: 'log', name: 'µs', axisLabel: { formatter: thousands } },
    y: { type: 'value', name: '% at most so long', min: 0, max: 100 },
    series: lines(
      series.map(({ name, points }) => ({
        name,
        points: points.map(([percent, ms]) => [ms * 1000, percent]),
      })),
    ),
  };
}

/** @param {readonly Series[]} series @param {object} [more] */
function lines(series, more = {}) {
  return series.map(({ name, points }) => ({
    type: 'line',
    name,
    symbolSize: 6,
    data: points.map(([x, y]) => [round(x), round(y)]),
    ...more,
  }));
}

/**
 * @param {string} file without its ending
 * @param {{ title: string, x: object, y: object, series: object[], height?: number, left?: number }} picture
 */
function draw(file, { title, x, y, series, height = SIZE.height, left = 80 }) {
  const chart = echarts.init(null, null, { renderer: 'svg', ssr: true, ...SIZE, height });
  const names = series.map((each) => /** @type {{ name?: string }} */ (each).name);
  chart.setOption({
    animation: false,
    backgroundColor: '#fff',
    color: COLOURS,
    textStyle: { fontFamily: 'sans-serif', color: INK },
    title: {
      text: title,
      left: 'center',
      top: 8,
      textStyle: { fontSize: 15, fontWeight: 'normal', color: INK },
    },
    legend: { show: series.length > 1 && names.every((name) => name !== undefined), top: 34 },
    grid: { left, right: 90, top: 70, bottom: 60 },
    xAxis: { nameLocation: 'middle', nameGap: 28, ...x },
    yAxis: y,
    series,
  });
  writeFileSync(`${FOLDER}${file}.svg`, `${chart.renderToSVGString()}\n`);
  chart.dispose();
}

/** @param {number} value */
function thousands(value) {
  return value.toLocaleString('en');
}

/** @param {number} value */
function bytes(value) {
  return value < 1024 ? String(value) : `${value / 1024} Ki`;
}

/** @param {number} value */
function round(value) {
  return Number(value.toPrecision(4));
}
