import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { flowchartSvg } from '../../site/source/flowchart.ts';
import { sectionsOf } from '../../tools/docs/read-markdown.ts';

const ARCHITECTURE = join(import.meta.dirname, '../../docs/architecture.md');

test('a box is below all that lead to it, and nothing overlaps', () => {
  const svg = flowchartSvg(`flowchart TD
  a["a/"]
  b["b/"]
  c["c & d/"]
  a --> b
  b --> c
  a --> c
  classDef pure stroke-width:3px
  class b,c pure
`);
  expect(svg).toContain('aria-label="a/ → b/, c &amp; d/; b/ → c &amp; d/; c &amp; d/"');
  expect(svg?.match(/<path /g)).toHaveLength(3);
  expect(svg?.match(/class="thick"/g)).toHaveLength(2);
  const tops = [...(svg ?? '').matchAll(/<rect x="-?\d+" y="(\d+)"/g)].map(([, y]) => Number(y));
  expect(tops).toEqual([...tops].sort((one, other) => one - other));
  expect(new Set(tops).size).toBe(3);
});

test('the layers of docs/architecture.md are drawn', () => {
  const block = sectionsOf(readFileSync(ARCHITECTURE, 'utf8'))
    .flatMap(({ blocks }) => blocks)
    .find((each) => each.startsWith('```mermaid'));
  const source = block?.split('\n').slice(1, -1).join('\n') ?? '';
  const svg = flowchartSvg(source) ?? '';
  expect(svg.match(/<rect /g)).toHaveLength(source.match(/\["/g)?.length ?? 0);
  expect(svg.match(/<path /g)).toHaveLength(source.match(/-->/g)?.length ?? 0);
  const rects = [...svg.matchAll(/<rect x="(-?\d+)" y="(\d+)" width="(\d+)"/g)].map(([, x, y, width]) => ({
    x: Number(x),
    y: Number(y),
    width: Number(width),
  }));
  const overlapping = rects.filter((one) =>
    rects.some(
      (other) => one !== other && one.y === other.y && one.x <= other.x && other.x < one.x + one.width,
    ),
  );
  expect(overlapping).toEqual([]);
});

test.each([
  'sequenceDiagram',
  'flowchart TD\n  a{"b"}',
  'flowchart TD\n  a --> b',
  'flowchart TD\n  a["a"]\n  a -.-> a',
])('%j is left as it is', (source) => {
  expect(flowchartSvg(source)).toBeUndefined();
});
