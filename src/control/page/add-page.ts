import { message } from '#messages/message';
import type { ControlApp } from '../control-app.ts';
import { ControlError } from '../control-error.ts';
import type { PageFile } from './page-file.ts';
import { PAGE_HEADERS } from './page-headers.ts';

/** A file whose name says what it holds is never asked for again; of all others it is asked each time whether they are the same. */
const CACHED = { unchanging: 'public, max-age=31536000, immutable', changing: 'no-cache' };
const OTHER_METHODS = ['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const;

/**
 * Serves the files of the page, which are the same for everybody and hold no secret: they are had without the token, by whoever may ask
 * at all. Each is a route of its own; there are no others.
 */
export function addPage(app: ControlApp, files: ReadonlyMap<string, PageFile>): void {
  for (const [url, file] of files) {
    app.route({
      method: 'GET',
      url,
      config: { open: true },
      schema: { hide: true },
      handler: async ({ headers }, reply) => {
        const { body, coding, etag } = await file.as(headers['accept-encoding']);
        reply.headers({
          ...PAGE_HEADERS,
          'cache-control': file.unchanging ? CACHED.unchanging : CACHED.changing,
          vary: 'accept-encoding',
          etag,
        });
        if (isKnown(headers['if-none-match'], etag)) return reply.code(304).send();
        if (coding !== 'identity') reply.header('content-encoding', coding);
        return reply.type(file.type).send(body);
      },
    });
    app.route({
      method: [...OTHER_METHODS],
      url,
      config: { open: true },
      schema: { hide: true },
      handler: (_request, reply) => {
        reply.header('allow', 'GET, HEAD');
        throw new ControlError('NOT_ALLOWED', message('control.pageIsRead'));
      },
    });
  }
}

/** Whether what is asked for is there already; a proxy may have made the tag a weak one (RFC 9110, 13.1.2). */
function isKnown(header: string | undefined, etag: string): boolean {
  return header?.split(',').some((each) => ['*', etag].includes(each.trim().replace(/^W\//, ''))) === true;
}
