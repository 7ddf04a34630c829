import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { AtmqttError, reasonOf } from '#errors/atmqtt-error';
import { isDefectError } from '#errors/defect-error';
import { systemCode } from '#errors/system-error';
import type { Log } from '#messages/log';
import { type Message, message, textOf } from '#messages/message';
import { ControlError, STATUS } from './control-error.ts';

const FAILED = 500;

/** What is answered to a request that is refused or fails. */
export const errorSchema = z
  .object({
    error: z.object({
      code: z.string().describe('For programs to branch on.'),
      text: z.string().describe('What is wrong and what to do next, in one sentence.'),
      key: z.string().describe('The key of the text in the catalogue of messages.'),
      parameters: z
        .record(z.string(), z.unknown())
        .describe('What the text speaks of, for who shows it in another language.'),
    }),
  })
  .meta({ id: 'Error', description: 'A request that is refused or fails.' });

/** What is answered for anything thrown, and its status. */
interface ErrorAnswer {
  readonly status: number;
  readonly body: z.infer<typeof errorSchema>;
}

/** The refusals of Fastify itself, by its code. */
const FASTIFY: Readonly<Record<string, [code: keyof typeof STATUS, reason: Message]>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: ['TOO_LARGE', message('control.bodyTooLarge')],
  FST_ERR_CTP_INVALID_MEDIA_TYPE: ['UNSUPPORTED', message('control.onlyJson')],
  FST_ERR_CTP_EMPTY_JSON_BODY: ['INVALID', message('control.noBody')],
  FST_ERR_CTP_INVALID_JSON_BODY: ['INVALID', message('control.notJson')],
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: ['INVALID', message('control.badRequest')],
  FST_ERR_BAD_URL: ['INVALID', message('control.badUrl')],
  FST_ERR_MAX_PARAM_LENGTH: ['INVALID', message('control.badUrl')],
  FST_ERR_VALIDATION: ['INVALID', message('control.badRequest')],
};

/** What is answered for anything thrown; what nobody has foreseen is told to the log, and its text to nobody. */
function answerOf(error: unknown, log: Log): ErrorAnswer {
  if (error instanceof AtmqttError && !isDefectError(error)) {
    const status = error instanceof ControlError ? STATUS[error.code] : STATUS.INVALID;
    return { status, body: bodyOf(error.code, error.reason) };
  }
  const known = FASTIFY[systemCode(error) ?? ''];
  if (known !== undefined) return { status: STATUS[known[0]], body: bodyOf(...known) };
  const status = error instanceof Error && 'statusCode' in error ? Number(error.statusCode) : FAILED;
  if (status >= 400 && status < FAILED)
    return { status, body: bodyOf('INVALID', message('control.badRequest')) };
  log('error', 'control', message('control.failed', { why: reasonOf(error) }));
  return { status: FAILED, body: bodyOf('FAILED', message('control.failedHere')) };
}

/** Answers a request with what was thrown. */
export function answerError(error: unknown, _request: FastifyRequest, reply: FastifyReply, log: Log): void {
  const { status, body } = answerOf(error, log);
  if (status === STATUS.UNAUTHORIZED) reply.header('www-authenticate', 'Bearer');
  void reply.code(status).type('application/json; charset=utf-8').serializer(JSON.stringify).send(body);
}

/** Answers what is no HTTP request, or none that ends in time, before it has become one. */
export function answerBroken(error: Error, socket: Socket): void {
  if (!socket.writable || systemCode(error) === 'ECONNRESET') {
    socket.destroy();
    return;
  }
  const late = systemCode(error) === 'ERR_HTTP_REQUEST_TIMEOUT';
  const long = systemCode(error) === 'HPE_HEADER_OVERFLOW';
  const [status, code, reason] = late
    ? ([STATUS.TIMEOUT, 'TIMEOUT', message('control.lateRequest')] as const)
    : long
      ? ([431, 'TOO_LARGE', message('control.headersTooLarge')] as const)
      : ([STATUS.INVALID, 'INVALID', message('control.badRequest')] as const);
  const body = JSON.stringify(bodyOf(code, reason));
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\ncontent-type: application/json; charset=utf-8\r\n` +
      `content-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`,
  );
}

function bodyOf(code: string, reason: Message): ErrorAnswer['body'] {
  const parameters = (reason.params ?? {}) as Record<string, unknown>;
  // Some are made to be part of another.
  const text = textOf(reason).replace(/[^.?]$/, '$&.');
  return { error: { code, text, key: reason.key, parameters } };
}
