import { OK, okWith, type Success } from '#at/reply';
import type { Response } from '#at/response';
import { message } from '#messages/message';
import type { Module } from '#module/module';

/** OK with a notice before it; a genuine module prints that on its log UART only [B-SUB-2], [B-UNSUB-2]. */
export function noticed(module: Module, notice: Response<[]>): Success {
  if (module.settings.duplicateNotice === 'reply') return okWith(notice.line());
  module.log('info', 'uart', message('commands.printedOnLogUart', { line: notice.line().toString() }));
  return OK;
}
