import { z } from 'zod';
import { FOLLOWS } from '#firmware/places';
import { FIRMWARES } from '#firmware/releases';
import { Comparer } from '../comparisons/comparer.ts';
import type { AddRoutes } from '../control-app.ts';
import { languageOf } from '../language.ts';
import { languageShape } from '../schemas/language.ts';
import { toldSchema } from '../schemas/status.ts';
import { SECURITY_HEADERS } from '../security-headers.ts';
import { comparisonView } from '../views/comparison-view.ts';

const BYTES = 'application/octet-stream';
const NDJSON = 'application/x-ndjson';
/** Bytes of a module in one request. */
const MAX_BASE64 = 100_000;

const comparison = z
  .object({
    state: z
      .enum(['none', 'running', 'over', 'ended', 'failed'])
      .describe('none: nothing was compared yet; ended: it was called off; failed: it could not begin.'),
    name: z.string().exactOptional().describe('What the port is called.'),
    startedAt: z.iso.datetime().exactOptional(),
    progress: z
      .object({
        done: z.int().min(0).describe('Cases that were played.'),
        planned: z.int().min(0),
        differing: z.int().min(0).describe('Cases that differ from all that atmqtt can be.'),
        secondsLeft: z.int().min(0),
      })
      .exactOptional(),
    notice: toldSchema.exactOptional().describe('What was said last meanwhile, as that the module is lost.'),
    why: toldSchema.exactOptional().describe('Why it failed, or not all was played.'),
    report: z.boolean().exactOptional().describe('Whether there is a report of it.'),
    findings: z.int().min(0).exactOptional().describe('How many differences the report has.'),
  })
  .meta({ id: 'Comparison', description: 'A comparison that goes on, or was last.' });

/** Comparing a genuine module with atmqtt, at a serial port of whoever asks. */
export const addComparisonRoutes: AddRoutes = (app, { clock, log }) => {
  const comparer = new Comparer(clock, log);
  app.addHook('onClose', () => comparer.close());

  app.route({
    method: 'GET',
    url: '/comparison',
    schema: {
      tags: ['comparison'],
      operationId: 'getComparison',
      summary: 'The comparison that goes on, or was last.',
      response: { 200: comparison },
    },
    handler: () => comparisonView(comparer),
  });

  app.route({
    method: 'POST',
    url: '/comparison',
    schema: {
      tags: ['comparison'],
      operationId: 'beginComparison',
      summary:
        'Compares a module at a serial port of whoever asks with atmqtt, as atmqtt compare does at a port of the program; one at a time.',
      description:
        'Whoever asks joins the line within ten seconds by GET /comparison/line, and again where that breaks off.',
      body: z.strictObject({
        name: z
          .string()
          .min(1)
          .max(100)
          .default('control')
          .describe('What the port is called in the report.'),
        only: z
          .array(z.string().max(100))
          .max(5000)
          .exactOptional()
          .describe('Cases or groups; all unless given.'),
        broker: z
          .string()
          .max(300)
          .exactOptional()
          .describe(
            'HOST:PORT at which a broker is opened that the module reaches; none: cases that need one are left out. Default: a free port of 127.0.0.1.',
          ),
        ssid: z.string().max(32).exactOptional().describe('The access point that the module joins.'),
        password: z.string().max(64).exactOptional().describe('Its password.'),
        allow: z
          .array(z.enum(['restart', 'restore', 'flash']))
          .exactOptional()
          .describe('What may be done to the module: see atmqtt compare --allow.'),
        timeout: z.string().max(20).exactOptional().describe('What a module may be late, such as 2s.'),
        firmware: z
          .enum(FIRMWARES)
          .exactOptional()
          .describe('What it is held against; the most like unless given.'),
        follow: z.enum(FOLLOWS).exactOptional().describe('As firmware.'),
      }),
      response: { 201: comparison.describe('It goes on.') },
    },
    handler: async ({ body }, reply) => {
      await comparer.begin(body);
      void reply.code(201);
      return comparisonView(comparer);
    },
  });

  app.route({
    method: 'DELETE',
    url: '/comparison',
    schema: {
      tags: ['comparison'],
      operationId: 'endComparison',
      summary: 'Ends the comparison; its report is of what was played until then.',
      response: { 200: comparison.describe('It has ended.') },
    },
    handler: async () => {
      await comparer.end();
      return comparisonView(comparer);
    },
  });

  app.route({
    method: 'GET',
    url: '/comparison/line',
    exposeHeadRoute: false,
    schema: {
      tags: ['comparison'],
      operationId: 'joinComparisonLine',
      summary: 'What the comparison writes to the module, as it does, until it is over.',
      description: 'The module is there as long as this is open; one at a time.',
      response: {
        200: {
          description: 'The bytes.',
          content: { [BYTES]: { schema: z.string().meta({ format: 'binary' }) } },
        },
      },
    },
    handler: (_request, reply) => {
      const { line } = comparer;
      line.checkFree();
      reply.hijack();
      const { raw } = reply;
      raw.writeHead(200, { 'content-type': BYTES, ...SECURITY_HEADERS });
      raw.flushHeaders();
      line.join(raw);
    },
  });

  app.route({
    method: 'POST',
    url: '/comparison/line',
    schema: {
      tags: ['comparison'],
      operationId: 'sayOnComparisonLine',
      summary: 'What the module has written; one request after the other, so that it keeps its order.',
      body: z.strictObject({ base64: z.base64().max(MAX_BASE64).describe('The bytes.') }),
      response: { 204: z.null().describe('They were taken.') },
    },
    handler: ({ body: { base64 } }, reply) => {
      comparer.line.said(Buffer.from(base64, 'base64'));
      void reply.code(204).send(null);
    },
  });

  app.route({
    method: 'GET',
    url: '/comparison/report',
    schema: {
      tags: ['comparison'],
      operationId: 'downloadComparison',
      summary: 'What the comparison has found, as a file.',
      querystring: z.strictObject({
        format: z
          .enum(['text', 'json', 'html', 'corrections'])
          .default('text')
          .describe('corrections: what the module answered, for those who maintain the cases of atmqtt.'),
        ...languageShape,
      }),
      response: {
        200: {
          description: 'The file.',
          content: {
            'text/plain': { schema: z.string() },
            'application/json': { schema: z.string() },
            'text/html': { schema: z.string() },
            [NDJSON]: { schema: z.string() },
          },
        },
      },
    },
    handler: async ({ query: { format, lang }, headers }, reply) => {
      const { found } = comparer;
      const language = await languageOf(lang, headers['accept-language']);
      const { reportFile } = await import('../comparisons/report-file.ts');
      const { name, type, content } = reportFile(found, format, language);
      void reply.header('content-disposition', `attachment; filename="${name}"`);
      return reply.type(type).serializer(raw).send(content);
    },
  });
};

/** Text as it is. */
function raw(body: unknown): string {
  return body as string;
}
