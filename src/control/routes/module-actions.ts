import { z } from 'zod';
import { resetModule, sendAsBroker, switchPower, typeInto, writeUrc } from '../actions/module-actions.ts';
import { CONTROL_HOST } from '../actions/typist.ts';
import type { AddRoutes } from '../control-app.ts';
import type { EventLog } from '../events/event-log.ts';
import { gone, silenced } from '../gone.ts';
import { bytesShape, messageShape, modulePath, oneOf, sinceShape } from '../schemas/bytes.ts';

const done = z.object(sinceShape);

/** What a person would do at a module: its power, its reset line, its UART, and what comes from its broker. */
export const addModuleActionRoutes: AddRoutes = (app, { run, events }) => {
  app.route({
    method: 'POST',
    url: '/modules/:module/power',
    schema: {
      tags: ['modules'],
      operationId: 'setPower',
      summary:
        'Switches a module off or on: its ports stay open, and its hosts hear nothing while it is off.',
      params: modulePath,
      body: z.strictObject({ on: z.boolean().describe('Whether it is to have power.') }),
      response: { 200: done.extend({ on: z.boolean().describe('Whether the module has power.') }) },
    },
    handler: ({ params, body }) => {
      const since = events.lastId;
      const { unit } = run.module(params.module);
      switchPower(unit.module, body.on);
      return { on: unit.module.powered, since };
    },
  });

  app.route({
    method: 'POST',
    url: '/modules/:module/reset',
    schema: {
      tags: ['modules'],
      operationId: 'resetModule',
      summary: 'Resets a module, as its reset line does.',
      params: modulePath,
      response: { 200: done.describe('It has booted.') },
    },
    handler: ({ params }) => {
      const since = events.lastId;
      resetModule(run.module(params.module).unit.module);
      return { since };
    },
  });

  app.route({
    method: 'POST',
    url: '/modules/:module/input',
    config: { waits: true },
    schema: {
      tags: ['modules'],
      operationId: 'typeInput',
      summary:
        'Types as a host called control, and answers with what the module wrote until the command was over.',
      description:
        'Replies go to all hosts, as on a UART. While a command or the data of another host is waited for, the module answers busy. After a prompt (awaits), the next input is the data.',
      params: modulePath,
      body: oneOf(
        z.strictObject({
          line: z
            .string()
            .max(8192)
            .regex(/^[^\r\n]*$/)
            .optional()
            .describe('A line without its end, which is added.'),
          ...bytesShape,
          waitMs: z
            .int()
            .min(0)
            .max(600_000)
            .default(20_000)
            .describe('Milliseconds for the answer at most.'),
        }),
        'line',
        'text',
        'base64',
      ),
      response: {
        200: z.object({
          output: z.string().describe('What the module wrote, as UTF-8; echo is left out.'),
          base64: z.string().describe('The same, in Base64.'),
          over: z
            .boolean()
            .describe(
              'Whether nothing waits for its answer any more; false: the time is over, or the module has fallen silent.',
            ),
          awaits: z.int().min(0).describe('Bytes of data that the module waits for now.'),
          commands: z
            .array(
              z.object({
                line: z.string().describe('The line without its end; "***" in place of each secret.'),
                ok: z.boolean().describe('Whether it succeeded.'),
                ms: z.number().min(0).describe('How long it took.'),
                codes: z.array(z.string()).exactOptional().describe('The codes of a failure.'),
                why: z.string().exactOptional().describe('Why it failed, in one sentence.'),
                key: z.string().exactOptional().describe('The key of why in the catalogue of messages.'),
                params: z.unknown().exactOptional().describe('What why speaks of.'),
              }),
            )
            .describe('The commands that were answered or refused meanwhile.'),
          ...sinceShape,
        }),
      },
    },
    handler: async ({ params, body }, reply) => {
      const { waitMs, ...given } = body;
      const { module } = run.module(params.module).unit;
      const since = events.lastId;
      const ended = AbortSignal.any([gone(reply.raw), silenced(events, params.module, reply.raw)]);
      const { output, over, awaits } = await typeInto(module, given, waitMs, ended);
      const commands = typedCommands(events, since, params.module);
      return { output: output.toString(), base64: output.toString('base64'), over, awaits, commands, since };
    },
  });

  app.route({
    method: 'POST',
    url: '/modules/:module/urc',
    schema: {
      tags: ['modules'],
      operationId: 'writeUrc',
      summary: 'Writes a URC to the hosts of a module.',
      description:
        'It never comes in the midst of another line; while data is asked for it waits for the end of that. Text without a line end gets one, bytes are written as they are.',
      params: modulePath,
      body: oneOf(z.strictObject(bytesShape), 'text', 'base64'),
      response: { 200: done.describe('It is written, or waits for the end of data.') },
    },
    handler: ({ params, body }) => {
      const since = events.lastId;
      writeUrc(run.module(params.module).unit.module, body);
      return { since };
    },
  });

  app.route({
    method: 'POST',
    url: '/modules/:module/messages',
    schema: {
      tags: ['modules'],
      operationId: 'sendToModule',
      summary: 'Has a message come as if the broker of a link had sent it, whether or not it is subscribed.',
      description:
        'It is checked and written as any other; one that is larger than maxInboundBytes closes the connection. The broker hears nothing of it.',
      params: modulePath,
      body: oneOf(
        z.strictObject({
          link: z.int().min(0).max(4).default(0).describe('The LinkID.'),
          ...messageShape,
          ...bytesShape,
        }),
        'text',
        'base64',
      ),
      response: {
        200: done.extend({ state: z.int().min(0).max(6).describe('The state of the link behind it.') }),
      },
    },
    handler: ({ params, body: { link, ...given } }) => {
      const { module } = run.module(params.module).unit;
      const { id } = run.link(params.module, link);
      const since = events.lastId;
      sendAsBroker(module, id, given);
      return { state: module.links[id]?.model.state ?? 0, since };
    },
  });
};

/** The commands that were typed here and answered since an event. */
function typedCommands(events: EventLog, since: number, module: string) {
  return events.after(since).events.flatMap(({ event }) => {
    if (event.event !== 'command' || event.module !== module || event.host !== CONTROL_HOST) return [];
    const { line, ok, ms, codes, why, key, params } = event;
    return [
      {
        ...{ line, ok, ms },
        ...(codes && { codes }),
        ...(why !== undefined && { why, ...(key !== undefined && { key, params }) }),
      },
    ];
  });
}
