import { expect, test } from 'vitest';
import { areaOf, definitionOf, FAULT_NAMES } from '#faults/table';
import { textOf } from '#messages/message';
import { faultsPage } from '../../tools/docs/faults-page.ts';

/** `broker.no-puback` is `brokerNoPuback` in the catalogue. */
const inCatalogue = (name: string) => name.replace(/[.-](.)/g, (_, letter: string) => letter.toUpperCase());

test.each(FAULT_NAMES)(
  '%s: what it is and what a host sees of it have its name, and stand in the reference',
  (name) => {
    const { about, hostSees } = definitionOf(name);
    expect([about, hostSees]).toEqual([
      { key: `faultAbout.${inCatalogue(name)}`, params: undefined },
      { key: `faultHostSees.${inCatalogue(name)}`, params: undefined },
    ]);
    const [, section] = faultsPage().split(`### \`${name}\`\n`);
    const [own = ''] = section?.split(/^##/m) ?? [];
    expect(name.startsWith(`${areaOf(name)}.`)).toBe(true);
    expect(own).toContain(textOf(about));
    expect(own).toContain(`A host sees: ${textOf(hostSees)}`);
  },
);
