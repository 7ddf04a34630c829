import { z } from 'zod';
import { FAULT_AREAS, type FaultArea } from '#faults/definition';
import { scheduleShape } from '#faults/parameters';
import { areaOf, definitionOf, FAULT_NAMES } from '#faults/table';
import { type ValueSchema, valuesOf } from '#faults/values-of';
import { textOf } from '#messages/message';
import { page, table, tableRow } from './markdown.ts';

const WHERE: Readonly<Record<FaultArea, string>> = {
  uart: 'Between the host and the module.',
  module: 'In the module.',
  wifi: 'Between the module and its access point.',
  network: 'On the way from the module to a broker.',
  tls: 'In the TLS handshake with a broker.',
  broker:
    'In the packets between a client and its broker: for a module (`--fault`) right before any broker, in clear also where TLS or WebSocket carries them; for the embedded broker (`--broker-fault`) for all its clients, or for one by `client`.',
};

/** Every fault: what it is, what a host sees of it, and its parameters. */
export function faultsPage(): string {
  return page(
    'Faults',
    'What can go wrong on command: `--fault wifi.drop,after=5s,for=2s`, repeatable; the same in the list `faults` of a settings file, of one of its ' +
      "modules, or below `broker`, also as a mapping: `{ fault: wifi.drop, after: 5s, for: 2s }`; and `faults.add('wifi.drop', { for: '2s' })` in " +
      'the [library](../library.md). A fault that begins, acts or ends is told in the log and as an [event](events.md).',
    `## Parameters of every fault\n\n${parameters(scheduleShape)}`,
    ...FAULT_AREAS.map(areaSection),
  );
}

function areaSection(area: FaultArea): string {
  const names = FAULT_NAMES.filter((name) => areaOf(name) === area);
  const faults = names.map((name) => {
    const { about, hostSees, parameters: own, momentary, count } = definitionOf(name);
    const notes = [
      momentary === true ? 'It lasts no time.' : undefined,
      count === undefined
        ? undefined
        : `It acts ${count === 1 ? 'once' : `${count} times`} unless \`count\` says otherwise.`,
    ].filter((note) => note !== undefined);
    return [
      `### \`${name}\``,
      [textOf(about), ...notes].join(' '),
      `A host sees: ${textOf(hostSees)}`,
      ...(Object.keys(own).length === 0 ? [] : [parameters(own)]),
    ].join('\n\n');
  });
  return [`## ${area}`, WHERE[area], ...faults].join('\n\n');
}

/** A row a parameter: its values, its default and what it means. */
function parameters(shape: z.ZodRawShape): string {
  const schema = z.toJSONSchema(z.strictObject(shape), { io: 'input' });
  const rows = Object.entries(schema.properties ?? {}).map(([name, property]) => {
    const { description = '', default: fallback } = property as { description?: string; default?: unknown };
    const required = schema.required?.includes(name);
    const usual = required ? 'required' : fallback === undefined ? '–' : `\`${fallback}\``;
    return tableRow([
      `\`${name}\``,
      valuesOf(property as ValueSchema, (choice) => `\`${choice}\``),
      usual,
      description,
    ]);
  });
  return table(['parameter', 'values', 'default', 'meaning'], rows);
}
