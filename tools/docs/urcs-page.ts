import { shapeOf } from '#at/response';
import { URCS, type Urc } from '#at/urc';
import { page, table, tableRow } from './markdown.ts';

/** What an open data phase does with each kind. */
const IN_DATA_MODE: Readonly<Record<Urc['kind'], string>> = {
  event: 'comes at once',
  link: 'waits for its end',
  loss: 'waits for its end, and loses its line end with `places.heldDisconnect=module`',
  received: 'comes at once; waits for its end with `urcDuringData=hold`',
  answer: '–',
};

/** Every URC with its fields, what it means and what brings it. */
export function urcsPage(): string {
  const rows = Object.values<Urc>(URCS).map((urc) =>
    tableRow([`\`${shapeOf(urc)}\``, urc.when, urc.after, IN_DATA_MODE[urc.kind]]),
  );
  return page(
    'URCs',
    'A URC (unsolicited result code) is a line that the module writes by itself. It comes whole, never inside a ' +
      'reply, but it may come between a command and its reply. The table also has the lines that stand in for `OK` ' +
      'and `ERROR`, and those that refuse a line.',
    table(['line', 'what it means', 'what brings it', 'during data mode'], rows),
  );
}
