import 'uplot/dist/uPlot.min.css';
import './chart.css';
import { useEffect, useRef } from 'preact/hooks';
import uPlot, { type AlignedData, type Options, type Series } from 'uplot';
import { theme } from '../shell/theme.ts';

/** A line or a row of bars of a chart. */
export interface ChartSeries {
  readonly label: string;
  /** The name of a colour of styles.css, such as `--accent`. */
  readonly colour: string;
  readonly bars?: boolean;
}

/** What a chart shows. */
export interface ChartParts {
  /** What it shows, for who does not see it. */
  readonly title: string;
  readonly series: readonly ChartSeries[];
  /** The places on the x axis, seconds since 1970 where it is time, then the values of each series; null: none there. */
  readonly data: AlignedData;
  /** Time unless said; `values` gives numbers their own text. */
  readonly x?: { readonly logarithmic?: boolean; readonly values: (value: number) => string };
  /** Pixels. */
  readonly height?: number;
}

const HEIGHT = 180;

/** A curve or a distribution, drawn with uPlot; it is as wide as the place it has. */
export function Chart({ title, series, data, x, height = HEIGHT }: ChartParts) {
  const place = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | undefined>(undefined);
  // Made anew only where more than its values has changed.
  const shape = JSON.stringify([title, series, height, x?.logarithmic, theme.value]);
  useEffect(() => {
    const element = place.current;
    if (element === null) return;
    const made = new uPlot(optionsOf({ series, x, height }, element), data, element);
    plot.current = made;
    const resized = new ResizeObserver(() => made.setSize({ width: element.clientWidth, height }));
    resized.observe(element);
    return () => {
      resized.disconnect();
      made.destroy();
    };
  }, [shape]);
  useEffect(() => plot.current?.setData(data), [data]);
  return (
    <figure class="chart">
      <figcaption>{title}</figcaption>
      <div ref={place} aria-hidden="true" />
    </figure>
  );
}

function optionsOf(
  { series, x, height }: Pick<ChartParts, 'series'> & { x: ChartParts['x'] | undefined; height: number },
  element: HTMLElement,
): Options {
  const bars = uPlot.paths.bars?.({ size: [0.8] });
  const style = getComputedStyle(document.documentElement);
  const probe = document.createElement('i');
  element.append(probe);
  // A colour that depends on the theme is known only where it is applied.
  const colour = (name: string): string => {
    probe.style.color = style.getPropertyValue(name);
    return getComputedStyle(probe).color;
  };
  const axis = {
    stroke: colour('--quiet'),
    grid: { stroke: colour('--line') },
    ticks: { stroke: colour('--line') },
  };
  const options: Options = {
    width: element.clientWidth,
    height,
    scales: { x: x === undefined ? { time: true } : { time: false, distr: x.logarithmic === true ? 3 : 1 } },
    axes: [
      x === undefined
        ? axis
        : {
            ...axis,
            values: (_plot, values) => values.map((value) => (value === null ? '' : x.values(value))),
          },
      { ...axis, size: 60 },
    ],
    series: [
      {},
      ...series.map(
        ({ label, colour: name, bars: asBars }): Series => ({
          label,
          stroke: colour(name),
          width: 1.5,
          points: { show: false },
          ...(asBars === true && bars && { fill: colour(name), paths: bars }),
        }),
      ),
    ],
    cursor: { drag: { x: false, y: false } },
  };
  probe.remove();
  return options;
}
