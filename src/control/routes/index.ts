import type { AddRoutes } from '../control-app.ts';
import { addOpenApiRoutes } from './openapi.ts';
import { addSessionRoutes } from './session.ts';
import { addStatusRoutes } from './status.ts';

/** All routes, an area after the other; those of a new area are a file beside these and a line here. */
export const ROUTES: readonly AddRoutes[] = [addStatusRoutes, addSessionRoutes, addOpenApiRoutes];
