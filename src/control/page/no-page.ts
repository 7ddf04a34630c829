import type { Message } from '#messages/message';
import type { ControlApp } from '../control-app.ts';
import { ControlError } from '../control-error.ts';
import { languageOf } from '../language.ts';

const NOT_FOUND = 404;

/** Answers where the page would be with why there is none; a person who looks for it in a browser reads it as a sentence. */
export function addNoPage(app: ControlApp, why: Message): void {
  app.route({
    method: 'GET',
    url: '/',
    config: { open: true },
    schema: { hide: true },
    handler: async ({ headers }, reply) => {
      if (!headers.accept?.includes('text/html')) throw new ControlError('NOT_FOUND', why);
      const { textOf } = await languageOf(undefined, headers['accept-language']);
      return reply
        .code(NOT_FOUND)
        .type('text/plain; charset=utf-8')
        .send(`${textOf(why)}\n`);
    },
  });
}
