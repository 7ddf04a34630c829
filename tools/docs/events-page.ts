import { z } from 'zod';
import { EVENTS } from '#expect/events';
import { PLAY_EVENTS } from '#scenario/events';
import { page } from './markdown.ts';

interface Field {
  readonly description?: string;
  readonly type?: string;
  readonly items?: { readonly type?: string };
}

const INTRO = `With \`--json\` the program prints lines of JSON: first the ready line, then a line for each event below, on
standard output (on standard error when a host has the \`stdio\` port). They can be read as they come, for instance
with \`jq --unbuffered\`.

No event holds a secret: passwords, private keys and data are masked or counted. Of a line that cannot be understood,
and could hold a password, only the command's name is shown. Text is UTF-8; of what is not UTF-8, each byte over
0x7f is written as \`\\xNN\`.

Events never hold a host back. When their reader is so slow that more than 1 MiB waits for it, events are left out, and
\`dropped\` counts them. When the reader goes, the program ends; \`--exec\` programs print to standard error with \`--json\`.`;

const PLAYED = `## Of atmqtt play

\`atmqtt play --json\` prints these instead, on standard output.`;

/** Every event of `--json`; all comes from the schema. */
export function eventsPage(): string {
  const ofPlay = PLAY_EVENTS.map((event) => section(event).replace('## ', '### '));
  return page('Events', INTRO, ...EVENTS.map(section), PLAYED, ...ofPlay);
}

function section(event: (typeof EVENTS)[number] | (typeof PLAY_EVENTS)[number]): string {
  const { description, properties = {}, required = [] } = z.toJSONSchema(event);
  const rows = Object.entries(properties)
    .filter(([name]) => name !== 'event')
    .map(([name, property]) => {
      const field = property as Field;
      const type = field.items === undefined ? field.type : `${field.items.type}s`;
      const when = required.includes(name) ? '' : ' Not always there.';
      return `| \`${name}\` | ${type} | ${field.description}${when} |`;
    });
  const heads = ['| field | type | what it is |', '| --- | --- | --- |'];
  return [`## ${event.shape.event.value}`, description, [...heads, ...rows].join('\n')].join('\n\n');
}
