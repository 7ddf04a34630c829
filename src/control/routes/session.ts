import { z } from 'zod';
import { message } from '#messages/message';
import type { AddCommonRoutes } from '../control-app.ts';
import { ControlError } from '../control-error.ts';

/** Where the cookie is sent; a page that is served beside it does not get it for its own files. */
const COOKIE = { httpOnly: true, sameSite: 'strict', path: '/api/v1' } as const;

/** How a web page shows the token, which it has from the fragment of its URL. */
export const addSessionRoutes: AddCommonRoutes = (app, { access }) => {
  app.route({
    method: 'POST',
    url: '/session',
    config: { open: true },
    schema: {
      tags: ['session'],
      operationId: 'openSession',
      summary: 'Exchanges the token for a cookie, for pages: HttpOnly, SameSite=Strict, of this run alone.',
      security: [],
      body: z.strictObject({ token: z.string().max(1000).describe('The token.') }),
      response: { 204: z.null().describe('The cookie is set.') },
    },
    handler: ({ body }, reply) => {
      if (!access.isToken(body.token)) throw new ControlError('UNAUTHORIZED', message('control.wrongToken'));
      void reply.setCookie(access.sessions.cookie, access.sessions.open(), COOKIE).code(204).send(null);
    },
  });

  app.route({
    method: 'DELETE',
    url: '/session',
    schema: {
      tags: ['session'],
      operationId: 'closeSession',
      summary: 'Ends the session of the cookie.',
      response: { 204: z.null().describe('The cookie is worth nothing any more.') },
    },
    handler: ({ cookies }, reply) => {
      access.sessions.close(cookies);
      void reply.clearCookie(access.sessions.cookie, COOKIE).code(204).send(null);
    },
  });
};
