import { z } from 'zod';
import { resetModule, sendAsBroker, switchPower, typeInto, writeUrc } from '../actions/module-actions.ts';
import type { AddRoutes } from '../control-app.ts';
import { gone } from '../gone.ts';
import { bytesShape, messageShape, modulePath, oneOf } from '../schemas/bytes.ts';

const power = z.object({ on: z.boolean().describe('Whether the module has power.') });

/** What a person would do at a module: its power, its reset line, its UART, and what comes from its broker. */
export const addModuleActionRoutes: AddRoutes = (app, { run }) => {
  app.route({
    method: 'POST',
    url: '/modules/:module/power',
    schema: {
      tags: ['module'],
      operationId: 'setPower',
      summary:
        'Switches a module off or on: its ports stay open, and its hosts hear nothing while it is off.',
      params: modulePath,
      body: z.strictObject({ on: z.boolean().describe('Whether it is to have power.') }),
      response: { 200: power },
    },
    handler: ({ params, body }) => {
      const { unit } = run.module(params.module);
      switchPower(unit.module, body.on);
      return { on: unit.module.powered };
    },
  });

  app.route({
    method: 'POST',
    url: '/modules/:module/reset',
    schema: {
      tags: ['module'],
      operationId: 'resetModule',
      summary: 'Resets a module, as its reset line does.',
      params: modulePath,
      response: { 204: z.null().describe('It has booted.') },
    },
    handler: ({ params }, reply) => {
      resetModule(run.module(params.module).unit.module);
      void reply.code(204).send(null);
    },
  });

  app.route({
    method: 'POST',
    url: '/modules/:module/input',
    schema: {
      tags: ['module'],
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
          over: z.boolean().describe('Whether nothing waits for its answer any more.'),
          awaits: z.int().min(0).describe('Bytes of data that the module waits for now.'),
        }),
      },
    },
    handler: async ({ params, body, raw }) => {
      const { waitMs, ...given } = body;
      const { module } = run.module(params.module).unit;
      const { output, over, awaits } = await typeInto(module, given, waitMs, gone(raw));
      return { output: output.toString(), base64: output.toString('base64'), over, awaits };
    },
  });

  app.route({
    method: 'POST',
    url: '/modules/:module/urc',
    schema: {
      tags: ['module'],
      operationId: 'writeUrc',
      summary: 'Writes a URC to the hosts of a module.',
      description:
        'It never comes in the midst of another line; while data is asked for it waits for the end of that. Text without a line end gets one, bytes are written as they are.',
      params: modulePath,
      body: oneOf(z.strictObject(bytesShape), 'text', 'base64'),
      response: { 204: z.null().describe('It is written, or waits for the end of data.') },
    },
    handler: ({ params, body }, reply) => {
      writeUrc(run.module(params.module).unit.module, body);
      void reply.code(204).send(null);
    },
  });

  app.route({
    method: 'POST',
    url: '/modules/:module/messages',
    schema: {
      tags: ['module'],
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
        200: z.object({ state: z.int().min(0).max(6).describe('The state of the link behind it.') }),
      },
    },
    handler: ({ params, body: { link, ...given } }) => {
      const { module } = run.module(params.module).unit;
      const { id } = run.link(params.module, link);
      sendAsBroker(module, id, given);
      return { state: module.links[id]?.model.state ?? 0 };
    },
  });
};
