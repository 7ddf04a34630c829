import { z } from 'zod';
import type { AddCommonRoutes } from '../control-app.ts';

/** What this interface is, for programs that make clients and pages of it. */
export const addOpenApiRoutes: AddCommonRoutes = (app) => {
  app.route({
    method: 'GET',
    url: '/openapi.json',
    schema: {
      tags: ['program'],
      operationId: 'getOpenApi',
      summary: 'This interface as an OpenAPI 3.1 document.',
      response: { 200: z.record(z.string(), z.unknown()).describe('The document.') },
    },
    handler: () => app.swagger() as unknown as Record<string, unknown>,
  });
};
