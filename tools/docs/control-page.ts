import { z } from 'zod';
import { ControlServer } from '#control/control-server';
import type { ControlledRun } from '#control/controlled-run';
import { EventLog } from '#control/events/event-log';
import { CONTROL_EVENTS } from '#control/events/events';
import { systemClock } from '#time/clock';
import { page, table, tableRow } from './markdown.ts';

interface Schema {
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly $ref?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly default?: unknown;
  readonly minimum?: number;
  readonly maximum?: number;
}

interface Content {
  readonly content?: Readonly<Record<string, { readonly schema: Schema }>>;
  readonly description?: string;
}

interface Operation {
  readonly tags: readonly string[];
  readonly summary: string;
  readonly parameters?: readonly {
    readonly in: string;
    readonly name: string;
    readonly description?: string;
    readonly required?: boolean;
    readonly schema: Schema;
  }[];
  readonly requestBody?: Content;
  readonly responses: Readonly<Record<string, Content>>;
}

/** The interface of the control plane, as `GET /api/v1/openapi.json` has it. */
export interface ControlDocument {
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}

const INTRO = `What [the control plane](../control.md) answers, below \`http://HOST:PORT\`. The same as OpenAPI 3.1 is
[schema/control-openapi.json](../../schema/control-openapi.json), and \`GET /api/v1/openapi.json\` of a running program.

Each request but \`POST /api/v1/session\` needs the token, as \`Authorization: Bearer TOKEN\`. Bodies are JSON. What is refused is answered with a
status of 4xx and \`{ "error": { "code", "text", "key", "parameters" } }\`. A field with \`?\` is not always there, or may be left out.`;

const SHAPES = '## Shapes\n\nWhat several answers have.';
/** Behind the name of what is taken instead of told. */
const TAKEN = /Input$/;
const FAULT =
  'A fault with its parameters, as [the table of faults](faults.md) has them: `{ "fault": "wifi.drop", "for": "2s" }`.';

const EVENTS = `## Event types

What \`GET /api/v1/events\` sends. \`id:\` of each goes up by one, \`event:\` is its type, \`data:\` has these fields and \`event\` and \`time\`.`;

/** The OpenAPI document of the control plane; nothing runs for it. */
export async function controlDocument(): Promise<ControlDocument> {
  const parts = {
    run: {} as ControlledRun,
    events: new EventLog(systemClock),
    clock: systemClock,
    log: () => {},
  };
  const server = await ControlServer.create({ ...parts, token: undefined }, { path: '' });
  const document = server.app.swagger() as unknown as ControlDocument;
  await server.close();
  return document;
}

/** All requests and events of the control plane, from their schemas. */
export function controlPage({ paths, components }: ControlDocument): string {
  const tags = new Map<string, string[]>();
  for (const [path, operations] of Object.entries(paths)) {
    for (const [method, operation] of Object.entries(operations)) {
      const [tag = ''] = operation.tags;
      tags.set(tag, [...(tags.get(tag) ?? []), operationSection(method, path, operation)]);
    }
  }
  const sections = [...tags].flatMap(([tag, all]) => [`## ${tag[0]?.toUpperCase()}${tag.slice(1)}`, ...all]);
  const shapes = Object.entries(components.schemas).map(([name, schema]) =>
    [
      `### ${name.replace(TAKEN, '')}`,
      ...bodyParts('', schema.anyOf === undefined ? schema : { description: FAULT }),
    ].join('\n\n'),
  );
  const events = CONTROL_EVENTS.map((event) => {
    const { description = '', ...schema } = z.toJSONSchema(event) as Schema;
    const rows = fieldRows(schema).filter((row) => !/^\| `(?:event|time)` /.test(row));
    return [`### ${event.shape.event.value}`, description, table(['field', 'type', 'what it is'], rows)].join(
      '\n\n',
    );
  });
  return page('Control plane', INTRO, ...sections, SHAPES, ...shapes, EVENTS, ...events);
}

function operationSection(method: string, path: string, operation: Operation): string {
  const { summary, parameters = [], requestBody, responses } = operation;
  const heads = ['field', 'type', 'what it is'];
  const asked = parameters.map(({ in: place, name, description = '', required, schema }) =>
    tableRow([`\`${name}\`${required ? '' : '?'}`, `${typeOf(schema)}, in the ${place}`, description]),
  );
  const [status = '', answer] = Object.entries(responses).find(([each]) => each.startsWith('2')) ?? [];
  const answered = Object.values(answer?.content ?? {})[0]?.schema;
  const type = Object.keys(answer?.content ?? {}).join(' or ');
  return [
    `### ${method.toUpperCase()} ${path}`,
    summary,
    ...(asked.length === 0 ? [] : [table(heads, asked)]),
    ...bodyParts('The body:', Object.values(requestBody?.content ?? {})[0]?.schema),
    ...(type === 'text/event-stream'
      ? [`Answers ${status} with [events](#event-types).`]
      : answered === undefined || answered.type === 'null'
        ? [`Answers ${status} without a body.`]
        : bodyParts(`Answers ${status}${type === 'application/json' ? '' : ` as ${type}`}:`, answered)),
  ].join('\n\n');
}

function bodyParts(title: string, schema: Schema | undefined): string[] {
  if (schema === undefined) return [];
  const { oneOf } = schema;
  if (oneOf !== undefined)
    return [`${title} one of these.`, ...oneOf.flatMap((each) => bodyParts('–', each))];
  const rows = fieldRows(schema);
  const about = schema.description === undefined ? '' : ` ${schema.description}`.slice(title === '' ? 1 : 0);
  if (rows.length === 0) return [`${title}${about || ` ${typeOf(schema)}.`}`];
  return [`${title}${about}`, table(['field', 'type', 'what it is'], rows)];
}

/** A row for each field at any depth: `links[].state`. */
function fieldRows({ properties = {}, required = [] }: Schema, prefix = ''): string[] {
  return Object.entries(properties).flatMap(([name, schema]) => {
    const path = `${prefix}${name}`;
    const row = tableRow([
      `\`${path}\`${required.includes(name) ? '' : '?'}`,
      typeOf(schema),
      schema.description ?? '',
    ]);
    const inner = schema.items ?? schema;
    return [row, ...fieldRows(inner, `${path}${schema.items === undefined ? '' : '[]'}.`)];
  });
}

function typeOf({
  $ref,
  type,
  oneOf,
  anyOf = oneOf,
  enum: values,
  const: value,
  items,
  default: fallback,
  minimum,
  maximum,
}: Schema): string {
  const otherwise = fallback === undefined ? '' : `, default ${JSON.stringify(fallback)}`;
  if ($ref !== undefined) {
    const name = $ref.slice($ref.lastIndexOf('/') + 1).replace(TAKEN, '');
    return `[${name}](#${name.toLowerCase()})`;
  }
  if (value !== undefined) return JSON.stringify(value);
  if (values !== undefined) return `${values.map((each) => JSON.stringify(each)).join(', ')}${otherwise}`;
  if (anyOf !== undefined) return anyOf.map(typeOf).join(' or ') + otherwise;
  if (type === 'array') return items === undefined ? 'list' : `list of ${typeOf(items)}`;
  const range =
    maximum !== undefined
      ? ` from ${minimum} to ${maximum}`
      : minimum !== undefined
        ? ` from ${minimum} on`
        : '';
  return `${typeof type === 'string' ? type : (type?.join(' or ') ?? 'anything')}${range}${otherwise}`;
}
