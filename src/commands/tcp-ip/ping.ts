import { errorCode } from '#at/codes';
import { string } from '#at/params';
import type { Reply } from '#at/reply';
import { bareFailure, failure, okWith } from '#at/reply';
import { int, response } from '#at/response';
import { decodeUtf8 } from '#bytes/utf8';
import { type Message, message } from '#messages/message';
import type { Module } from '#module/module';
import { isPlatformError } from '#module/platform-error';
import { defineCommand, form } from '../define.ts';
import { online } from '../wifi/requires.ts';

const answered = response`+PING:${int('time')}`;
const silent = response`+PING:TIMEOUT`;

export const ping = defineCommand({
  name: 'AT+PING',
  family: 'ip',
  help: 'Sends an echo request, with this computer’s program ping, and tells the milliseconds to the answer.',
  waitsFor: 'the echo',
  forms: {
    set: form({
      params: [
        string<Module>('host', {
          about: 'Name or address.',
          max: 128,
          empty: { fails: true },
        }),
      ],
      requires: online,
      codes: [errorCode('execution')],
      responses: [answered, silent],
      run(module, [bytes]) {
        const host = decodeUtf8(bytes);
        if (host === undefined) return unanswered(message('commands.hostNotUtf8'));
        if (host.startsWith('-')) return bareFailure(message('commands.hostBeginsWithHyphen'));
        return ask(module, host);
      },
    }),
  },
});

async function ask(module: Module, host: string): Promise<Reply> {
  try {
    return okWith(answered.line(await module.ping(host)));
  } catch (error) {
    if (isPlatformError(error, 'SILENT')) return unanswered(error.reason);
    throw error;
  }
}

function unanswered(why: Message): Reply {
  return failure(errorCode('execution'), why, { before: [silent.line()] });
}
