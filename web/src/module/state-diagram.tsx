import type { Link } from './links.ts';
import { texts } from './texts.ts';

/** Of a box. */
const [WIDTH, HEIGHT] = [112, 48];
/** Where each state is drawn: the middle of its box. */
const PLACES: readonly (readonly [x: number, y: number])[] = [
  [62, 92],
  [232, 92],
  [402, 92],
  [572, 196],
  [572, 92],
  [752, 196],
  [752, 92],
];

/** What leads from one state to another. */
interface Edge {
  readonly from: readonly number[];
  readonly to: number;
  /** Of SVG. */
  readonly path: string;
  readonly label: { readonly x: number; readonly y: number; readonly text: string };
}

/** All ways of [B-STATE-1]. */
function edges(t: (typeof texts)['value']['diagram']): readonly Edge[] {
  const straight = (from: number, to: number, text: string): Edge => {
    const [[x1 = 0, y = 0] = [], [x2 = 0] = []] = [PLACES[from], PLACES[to]];
    // Its text is wider than the gap between two boxes, and stands above them.
    const path = `M${x1 + WIDTH / 2} ${y} H${x2 - WIDTH / 2 - 5}`;
    return { from: [from], to, path, label: { x: (x1 + x2) / 2, y: y - HEIGHT / 2 - 12, text } };
  };
  return [
    straight(0, 1, 'USERCFG'),
    straight(1, 2, 'CONNCFG'),
    straight(2, 4, 'CONN'),
    straight(4, 6, 'SUB'),
    {
      from: [1],
      to: 4,
      path: 'M232 116 C 260 160, 500 160, 540 121',
      label: { x: 372, y: 158, text: 'CONN' },
    },
    { from: [6], to: 5, path: 'M738 116 V167', label: { x: 732, y: 147, text: t.lastUnsub } },
    { from: [5], to: 6, path: 'M766 172 V121', label: { x: 784, y: 147, text: 'SUB' } },
    { from: [4, 6, 5], to: 3, path: 'M558 116 V167', label: { x: 552, y: 147, text: t.lost } },
    { from: [3], to: 4, path: 'M586 172 V121', label: { x: 592, y: 147, text: t.reconnect } },
    {
      from: [1, 2, 3, 4, 5, 6],
      to: 0,
      path: 'M808 92 H827 V30 H62 V63',
      label: { x: 440, y: 24, text: t.clean },
    },
  ];
}

/** Which labels stand at the left of their line, at its right, or over it. */
const ANCHORS: Readonly<Record<string, 'start' | 'end'>> = {
  '6-5': 'end',
  '5-6': 'start',
  '4-3': 'end',
  '3-4': 'start',
};

/** The states of a link as `AT+MQTTCONN?` prints them, where each link is, and the way that the chosen one came. */
export function StateDiagram({
  links,
  chosen,
  came,
}: {
  readonly links: readonly Link[];
  readonly chosen: number;
  /** Its last change. */
  readonly came: { readonly from: number; readonly to: number } | undefined;
}) {
  const t = texts.value;
  const here = links.find(({ link }) => link === chosen)?.state ?? 0;
  return (
    <svg
      class="diagram"
      viewBox="0 0 836 236"
      role="img"
      aria-label={t.diagram.label(chosen, here, t.states[here] ?? '')}
    >
      <defs>
        <marker
          id="arrow"
          viewBox="0 0 8 8"
          refX="3"
          refY="4"
          markerWidth="9"
          markerHeight="9"
          orient="auto"
          markerUnits="userSpaceOnUse"
        >
          <path d="M0 0 L8 4 L0 8 z" fill="context-stroke" />
        </marker>
      </defs>
      {edges(t.diagram).map(({ from, to, path, label }) => {
        const taken = came !== undefined && came.to === to && from.includes(came.from) && here === to;
        return (
          <g key={`${from}-${to}`} class={taken ? 'edge taken' : 'edge'}>
            <path d={path} marker-end="url(#arrow)" />
            <text x={label.x} y={label.y} text-anchor={ANCHORS[`${from[0]}-${to}`] ?? 'middle'}>
              {label.text}
            </text>
          </g>
        );
      })}
      {PLACES.map(([x, y], state) => (
        <g key={state} class={state === here ? 'state here' : 'state'} transform={`translate(${x} ${y})`}>
          <rect x={-WIDTH / 2} y={-HEIGHT / 2} width={WIDTH} height={HEIGHT} rx="8" />
          <text class="number" y="-4" text-anchor="middle">
            {state}
          </text>
          <text class="name" y="13" text-anchor="middle">
            {t.states[state]}
          </text>
          {links
            .filter((link) => link.state === state)
            .map(({ link }, index) => (
              <g
                key={link}
                class={link === chosen ? 'token chosen' : 'token'}
                transform={`translate(${WIDTH / 2 - 4 - index * 22} ${-HEIGHT / 2 + 2})`}
              >
                <circle r="10" />
                <text y="4" text-anchor="middle">
                  {link}
                </text>
              </g>
            ))}
        </g>
      ))}
    </svg>
  );
}
