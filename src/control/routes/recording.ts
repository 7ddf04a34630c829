import { z } from 'zod';
import { message } from '#messages/message';
import type { AddRoutes } from '../control-app.ts';
import { ControlError } from '../control-error.ts';
import { languageOf } from '../language.ts';
import type { RecordingSession } from '../recording/recording-session.ts';
import { languageShape } from '../schemas/language.ts';

const PCAPNG = 'application/x-pcapng';
const NDJSON = 'application/x-ndjson';

const told = z
  .object({
    state: z
      .enum(['none', 'running', 'ended', 'full'])
      .describe('none: nothing was recorded yet; full: it has ended because it may not become larger.'),
    startedAt: z.iso.datetime().exactOptional(),
    endedAt: z.iso.datetime().exactOptional(),
    secrets: z.boolean().describe('Whether passwords are in it; else they are masked.'),
    bytes: z.int().min(0).describe('How large the larger one of recordings and capture is.'),
    limitBytes: z.int().describe('How large each of the two may become.'),
    modules: z.array(z.string()).describe('Those that something was recorded of.'),
  })
  .meta({ id: 'Recording', description: 'The recording that runs, or the last one.' });

const LIMIT = 16_777_216;

/** Recording what goes on, while it goes on. */
export const addRecordingRoutes: AddRoutes = (app, { run, recording }) => {
  app.route({
    method: 'GET',
    url: '/recording',
    schema: {
      tags: ['recording'],
      operationId: 'getRecording',
      summary: 'The recording that runs, or the last one.',
      response: { 200: told },
    },
    handler: () => view(recording.session),
  });

  app.route({
    method: 'POST',
    url: '/recording',
    schema: {
      tags: ['recording'],
      operationId: 'beginRecording',
      summary:
        'Records all modules from now on, in memory: what hosts and modules say, and what modules and brokers say.',
      description:
        'One runs at a time. Of recordings 16 MiB are kept and of the capture as many; whichever is full first ends both. What was recorded stays until the next one begins.',
      body: z.strictObject({
        secrets: z.boolean().default(false).describe('Keep passwords as they are on the line of the host.'),
      }),
      response: { 201: told.describe('It runs.') },
    },
    handler: async ({ body }, reply) => {
      const session = await recording.begin(body.secrets, (module) => run.recordedAs(module));
      void reply.code(201);
      return view(session);
    },
  });

  app.route({
    method: 'DELETE',
    url: '/recording',
    schema: {
      tags: ['recording'],
      operationId: 'endRecording',
      summary: 'Ends the recording; what it has can be downloaded until the next one begins.',
      response: { 200: told.describe('It has ended.') },
    },
    handler: () => view(recording.end()),
  });

  app.route({
    method: 'GET',
    url: '/recording/download',
    schema: {
      tags: ['recording'],
      operationId: 'downloadRecording',
      summary: 'What was recorded, as a file; also while it runs.',
      querystring: z.strictObject({
        format: z
          .enum(['recording', 'transcript', 'pcapng'])
          .default('recording')
          .describe(
            'recording: of one module, with times, which atmqtt replay plays; transcript: the same as a scenario, which atmqtt play plays; pcapng: what modules and brokers say, for Wireshark.',
          ),
        module: z
          .string()
          .max(100)
          .optional()
          .describe('Of which module; the only one that was recorded unless given.'),
        ...languageShape,
      }),
      response: {
        200: {
          description: 'The file.',
          content: {
            [NDJSON]: { schema: z.string() },
            'application/yaml': { schema: z.string() },
            [PCAPNG]: { schema: z.string().meta({ format: 'binary' }) },
          },
        },
      },
    },
    handler: async ({ query: { format, module, lang }, headers }, reply) => {
      const { session } = recording;
      if (session === undefined) throw new ControlError('NOT_FOUND', message('controlAction.noRecording'));
      const named = (ending: string, of: string): void => {
        const date = session.startedAt.replace(/\..*/, '').replaceAll(/[:-]/g, '');
        const file = `atmqtt-${of.replaceAll(/[^\w.-]/g, '_')}-${date}.${ending}`;
        void reply.header('content-disposition', `attachment; filename="${file}"`);
      };
      if (format === 'pcapng') {
        named('pcapng', 'brokers');
        return reply.type(PCAPNG).send(session.pcapng() as never);
      }
      const of = moduleIn(session, module);
      const text = session.recording(of) ?? '';
      if (format === 'recording') {
        named('ndjson', of);
        return reply.type(NDJSON).serializer(raw).send(text);
      }
      const { transcriptOfRecording } = await import('../recording/transcript-of-recording.ts');
      const language = await languageOf(lang, headers['accept-language']);
      const made = await transcriptOfRecording(text, of, language);
      named('yaml', of);
      return reply.type('application/yaml; charset=utf-8').serializer(raw).send(made);
    },
  });
};

function view(session: RecordingSession | undefined): z.infer<typeof told> {
  if (session === undefined)
    return { state: 'none', secrets: false, bytes: 0, limitBytes: LIMIT, modules: [] };
  const { state, startedAt, endedAt, secrets, bytes, limitBytes, modules } = session;
  return { state, startedAt, ...(endedAt !== undefined && { endedAt }), secrets, bytes, limitBytes, modules };
}

/** Which module is meant. @throws ControlError */
function moduleIn({ modules }: RecordingSession, wanted: string | undefined): string {
  const [only] = modules;
  if (wanted === undefined && modules.length > 1)
    throw new ControlError('INVALID', message('controlAction.whichRecording', { names: modules }));
  const found = wanted === undefined ? only : modules.find((name) => name === wanted);
  if (found !== undefined) return found;
  if (wanted === undefined) throw new ControlError('NOT_FOUND', message('controlAction.noRecording'));
  throw new ControlError(
    'NOT_FOUND',
    message('controlAction.nothingOfModule', { module: wanted, names: modules }),
  );
}

/** Text or bytes, as they are. */
function raw(body: unknown): string {
  return body as string;
}
