import { z } from 'zod';
import { chunkSchema, headerSchema, RECORDING_EVENTS } from '#recording/format';
import { page, table, tableRow } from './markdown.ts';

interface Field {
  readonly description?: string;
  readonly type?: string;
  readonly const?: string;
  readonly enum?: readonly string[];
}

const INTRO = `A recording is what went over the line between a host and a module: a text file of JSON lines (NDJSON), each ended by LF. \`atmqtt tap
--record FILE\` writes one of a genuine module, \`atmqtt run --record FILE\` one of a module of atmqtt;
[the guide](../guides/record-hardware.md) shows how. \`schema/recording.schema.json\` is the schema of a line.

\`\`\`json
{"format":"atmqtt-recording","version":1,"by":"atmqtt 1.0.0","started":"2026-11-30T17:00:00.000Z","host":"pty:/tmp/esp","module":"serial:/dev/ttyUSB0"}
{"t":0.102,"event":"opened","side":"module","name":"serial /dev/ttyUSB0"}
{"t":512.5,"event":"opened","side":"host","name":"pty /dev/pts/7"}
{"t":513.18,"dir":"host","text":"AT+MQTTPUBRAW=0,\\"t\\",3,0,0\\r\\n"}
{"t":516.021,"dir":"module","text":"\\r\\nOK\\r\\n\\r\\n>"}
{"t":517.3,"dir":"host","hex":"00ff80"}
{"t":519.75,"dir":"module","text":"+MQTTPUB:OK\\r\\n"}
{"t":9000.4,"event":"ended"}
\`\`\`

**It has what was on the wire, passwords too**, unless \`masked\` says otherwise; the file is made for its owner alone (mode 0600).

What a reader can rely on:

- Chunks are pieces as they happened to come. A line, a character of UTF-8 or CR LF may be cut anywhere; the bytes of one \`dir\`, put together, are what
  that side sent. A chunk has at most 32 KiB.
- Fields and events that a reader does not know are to be let pass. A reader of version 1 refuses a higher version.
- A recorder that is killed leaves at most its last line cut off. Without \`ended\` the end of the session is not in the file.
- Several hosts on one module are recorded as what they are for it: one line.`;

const CHUNK = `## Bytes

Each such line has exactly one of \`text\`, \`hex\` and \`base64\`. Text is used where the bytes are UTF-8 without control characters other than tab, CR and
LF, and without characters that turn the direction of text; so a recording can be looked at in any terminal.`;

/** The format of recordings; all fields come from the schema. */
export function recordingPage(): string {
  const events = RECORDING_EVENTS.map((event) => {
    const { description } = z.toJSONSchema(event);
    const fields = fieldsOf(event, ['t', 'event']);
    return [`### ${event.shape.event.value}`, description, ...(fields === undefined ? [] : [fields])].join(
      '\n\n',
    );
  });
  return page(
    'Recordings',
    INTRO,
    `## The first line\n\n${fieldsOf(headerSchema) ?? ''}`,
    `${CHUNK}\n\n${fieldsOf(chunkSchema) ?? ''}`,
    `## Events\n\nEach has \`t\` as bytes have, and \`event\`, its name.`,
    ...events,
  );
}

function fieldsOf(schema: z.ZodType, without: readonly string[] = []): string | undefined {
  const { properties = {}, required = [] } = z.toJSONSchema(schema);
  const rows = Object.entries(properties)
    .filter(([name]) => !without.includes(name))
    .map(([name, property]) => {
      const { description = '', type, const: value, enum: values } = property as Field;
      const takes = values?.join(', ') ?? value ?? type ?? '';
      const when = required.includes(name) ? '' : ' Not always there.';
      return tableRow([`\`${name}\``, takes, `${description}${when}`]);
    });
  return rows.length === 0 ? undefined : table(['field', 'type', 'what it is'], rows);
}
