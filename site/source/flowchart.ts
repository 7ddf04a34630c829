/*
 * Draws the flow charts of mermaid that docs have: boxes, arrows and one class. A code host draws them by itself; mermaid
 * would be several times what the rest of a page weighs, and wants a browser, for one picture.
 */

const BOX_HEIGHT = 26;
const ROW_HEIGHT = 62;
const GAP = 10;
const CHARACTER_WIDTH = 6.7;
/** What an arrow takes that goes past a row. */
const BEND_WIDTH = 4;
const SWEEPS = 24;

interface Chart {
  /** Labels by name. */
  readonly boxes: ReadonlyMap<string, string>;
  readonly arrows: readonly (readonly [string, string])[];
  /** Boxes of the class, which get a thick border. */
  readonly thick: ReadonlySet<string>;
}

/** A box in its row, or the bend of an arrow that goes past the row. */
interface Place {
  readonly row: number;
  readonly width: number;
  readonly label?: string;
  readonly above: Place[];
  readonly below: Place[];
  x: number;
}

/** The chart as SVG; undefined when it has more in it than is known here. */
export function flowchartSvg(source: string): string | undefined {
  const chart = readChart(source);
  if (chart === undefined) return undefined;
  const { rows, paths, places } = arrange(chart);
  for (const row of rows) spread(row);
  for (let sweep = 0; sweep < SWEEPS; sweep += 1) {
    const down = sweep % 2 === 0;
    for (const row of down ? rows : [...rows].reverse()) {
      for (const place of row) place.x = middleOf(down ? place.above : place.below) ?? place.x;
      row.sort((one, other) => one.x - other.x);
      spread(row);
    }
  }
  const left = Math.min(...rows.flat().map(({ x, width }) => x - width / 2)) - 2;
  const right = Math.max(...rows.flat().map(({ x, width }) => x + width / 2)) + 2;
  const boxes = [...places].map(([name, place]) => box(place, chart.thick.has(name)));
  const said = [...chart.boxes].map(([name, label]) => {
    const to = chart.arrows.filter(([from]) => from === name).map(([, end]) => chart.boxes.get(end));
    return to.length === 0 ? label : `${label} → ${to.join(', ')}`;
  });
  return `<svg class="flowchart" role="img" aria-label="${escaped(said.join('; '))}" viewBox="${[left, -2, right - left, rows.length * ROW_HEIGHT - ROW_HEIGHT + BOX_HEIGHT + 4].map(Math.round).join(' ')}">${paths.map(path).join('')}${boxes.join('')}</svg>`;
}

function readChart(source: string): Chart | undefined {
  const [first, ...lines] = source.trim().split('\n');
  if (first?.trim() !== 'flowchart TD') return undefined;
  const boxes = new Map<string, string>();
  const arrows: [string, string][] = [];
  const thick = new Set<string>();
  for (const line of lines.map((each) => each.trim())) {
    const [, name, label] = /^(\w+)\["([^"]*)"\]$/.exec(line) ?? [];
    const [, from, to] = /^(\w+) --> (\w+)$/.exec(line) ?? [];
    const [, names] = /^class ([\w,]+) \w+$/.exec(line) ?? [];
    if (name !== undefined && label !== undefined) boxes.set(name, label);
    else if (from !== undefined && to !== undefined) arrows.push([from, to]);
    else if (names !== undefined) for (const each of names.split(',')) thick.add(each);
    else if (!/^classDef \w+ stroke-width:/.test(line)) return undefined;
  }
  return arrows.flat().every((name) => boxes.has(name)) ? { boxes, arrows, thick } : undefined;
}

/** Puts each box below all that lead to it, and a bend into each row that an arrow goes past. */
function arrange({ boxes, arrows }: Chart) {
  const rowOf = new Map<string, number>();
  const rowFor = (name: string): number => {
    const known = rowOf.get(name);
    if (known !== undefined) return known;
    const row = Math.max(0, ...arrows.filter(([, to]) => to === name).map(([from]) => rowFor(from) + 1));
    rowOf.set(name, row);
    return row;
  };
  const rows: Place[][] = [];
  const add = (place: Place): Place => {
    const row = rows[place.row] ?? [];
    rows[place.row] = row;
    row.push(place);
    return place;
  };
  const places = new Map<string, Place>();
  for (const name of [...boxes.keys()].sort((one, other) => rowFor(one) - rowFor(other))) {
    const label = boxes.get(name) ?? '';
    const width = label.length * CHARACTER_WIDTH + 2 * GAP;
    places.set(name, add({ row: rowFor(name), width, label, above: [], below: [], x: 0 }));
  }
  const paths = arrows.map(([from, to]) => {
    const [start, end] = [places.get(from), places.get(to)];
    if (start === undefined || end === undefined) return [];
    const along = [start];
    for (let row = start.row + 1; row < end.row; row += 1)
      along.push(add({ row, width: BEND_WIDTH, above: [], below: [], x: 0 }));
    along.push(end);
    for (const [at, place] of along.slice(0, -1).entries()) {
      const next = along[at + 1];
      if (next === undefined) continue;
      place.below.push(next);
      next.above.push(place);
    }
    return along;
  });
  return { rows, paths, places };
}

function middleOf(places: readonly Place[]): number | undefined {
  if (places.length === 0) return undefined;
  return places.reduce((sum, { x }) => sum + x, 0) / places.length;
}

/** Moves the places of a row apart that overlap, in their order, and as a whole to where they were. */
function spread(row: readonly Place[]): void {
  const wanted = middleOf(row) ?? 0;
  for (const [at, place] of row.entries()) {
    const before = row[at - 1];
    if (before === undefined) continue;
    const gap = before.label === undefined || place.label === undefined ? GAP / 2 : GAP;
    place.x = Math.max(place.x, before.x + (before.width + place.width) / 2 + gap);
  }
  const moved = wanted - (middleOf(row) ?? 0);
  for (const place of row) place.x += moved;
}

function path(along: readonly Place[]): string {
  const points = along.map(({ x, row, label }, at) => {
    const top = row * ROW_HEIGHT;
    if (label === undefined) return { x, top, bottom: top + BOX_HEIGHT };
    return at === 0 ? { x, top, bottom: top + BOX_HEIGHT } : { x, top, bottom: top };
  });
  const drawn = points.slice(1).map(({ x, top, bottom }, at) => {
    const from = points[at] ?? { x, bottom: top };
    const middle = (from.bottom + top) / 2;
    return `C${[from.x, middle, x, middle, x, top].map(Math.round).join(' ')}V${Math.round(bottom)}`;
  });
  const [start] = points;
  return `<path d="M${Math.round(start?.x ?? 0)} ${start?.bottom ?? 0}${drawn.join('')}"/>`;
}

function box({ x, row, width, label = '' }: Place, thick: boolean): string {
  const top = row * ROW_HEIGHT;
  const rect = `<rect x="${Math.round(x - width / 2)}" y="${top}" width="${Math.round(width)}" height="${BOX_HEIGHT}" rx="4"${thick ? ' class="thick"' : ''}/>`;
  return `${rect}<text x="${Math.round(x)}" y="${top + 17}">${escaped(label)}</text>`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}
