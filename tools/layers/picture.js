import { allowedLayers } from './rules.js';

/** @import { Rules } from './rules.js' */

/**
 * The layers as a Mermaid flowchart and a table, in Markdown. Arrows that follow from others are left out; a group
 * whose members import each other only is one box.
 * @param {Rules} rules
 */
export function layersInMarkdown(rules) {
  return `${flowchart(rules)}\n\n${layersTable(rules)}`;
}

/** @param {Rules} rules */
function flowchart(rules) {
  const together = groupsInOneBox(rules);
  /** The box that a layer is drawn in. @param {string} layer */
  const boxOf = (layer) => together.find((name) => rules.groups[name]?.includes(layer)) ?? layer;
  const boxes = [...new Set(Object.keys(rules.layers).map(boxOf))].reverse();
  /** @type {Map<string, Set<string>>} */
  const arrows = new Map(boxes.map((box) => [box, new Set()]));
  for (const layer of Object.keys(rules.layers)) {
    const box = boxOf(layer);
    for (const other of allowedLayers(rules, layer).map(boxOf))
      if (other !== box) arrows.get(box)?.add(other);
  }
  const withoutNode = boxes.filter((box) =>
    membersOf(rules, box).every((layer) => !rules.layers[layer]?.node),
  );
  return [
    '```mermaid',
    'flowchart TD',
    ...boxes.map((box) => `  ${id(box)}["${label(rules, box)}"]`),
    ...boxes.flatMap((box) => shortest(arrows, box).map((other) => `  ${id(box)} --> ${id(other)}`)),
    '  classDef pure stroke-width:3px',
    `  class ${withoutNode.map(id).join(',')} pure`,
    '```',
  ].join('\n');
}

/** @param {Rules} rules */
function groupsInOneBox(rules) {
  return Object.keys(rules.groups).filter((name) => {
    const members = rules.groups[name] ?? [];
    return members.every((member) => allowedLayers(rules, member).every((other) => members.includes(other)));
  });
}

/** @param {Rules} rules @param {string} box */
function membersOf(rules, box) {
  return box in rules.layers ? [box] : (rules.groups[box] ?? []);
}

/** @param {Rules} rules @param {string} box */
function label(rules, box) {
  return box in rules.layers
    ? `${box}/`
    : membersOf(rules, box)
        .map((layer) => `${layer}/`)
        .join(' ');
}

/**
 * The arrows of a box that lead where no other of its arrows leads.
 * @param {ReadonlyMap<string, ReadonlySet<string>>} arrows
 * @param {string} box
 */
function shortest(arrows, box) {
  const direct = [...(arrows.get(box) ?? [])];
  return direct.filter((to) => !direct.some((other) => other !== to && leadsTo(arrows, other, to)));
}

/** @param {ReadonlyMap<string, ReadonlySet<string>>} arrows @param {string} from @param {string} to @returns {boolean} */
function leadsTo(arrows, from, to) {
  return [...(arrows.get(from) ?? [])].some((next) => next === to || leadsTo(arrows, next, to));
}

/** @param {string} box */
function id(box) {
  return box.replaceAll('/', '_');
}

/** @param {Rules} rules */
function layersTable(rules) {
  const rows = Object.entries(rules.layers).map(([layer, { about, imports, node, packages }]) => [
    `\`${layer}/\``,
    about,
    code(imports?.filter((name) => !(name in rules.groups))),
    imports?.filter((name) => name in rules.groups).join(', ') ?? '',
    node === true ? 'yes' : '',
    code(packages),
  ]);
  const groups = Object.entries(rules.groups).map(([name, layers]) => `*${name}*: ${code(layers)}`);
  return [
    ['folder', 'what lives there', 'may import', 'and', 'Node’s modules', 'packages'],
    ['---', '---', '---', '---', '---', '---'],
    ...rows,
  ]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .concat('', `${groups.join('; ')}.`)
    .join('\n');
}

/** @param {readonly string[]} [names] */
function code(names = []) {
  return names.map((name) => `\`${name}\``).join(', ');
}
