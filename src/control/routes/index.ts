import type { AddCommonRoutes, AddRoutes } from '../control-app.ts';
import { addAboutRoutes } from './about.ts';
import { addBrokerRoutes } from './broker.ts';
import { addBrokerActionRoutes } from './broker-actions.ts';
import { addClockRoutes } from './clock.ts';
import { addCommandRoutes } from './commands.ts';
import { addComparisonRoutes } from './comparison.ts';
import { addEventRoutes } from './events.ts';
import { addExplainRoutes } from './explain.ts';
import { addFaultRoutes } from './faults.ts';
import { addFlashRoutes } from './flash.ts';
import { addModuleActionRoutes } from './module-actions.ts';
import { addModuleRoutes } from './modules.ts';
import { addOpenApiRoutes } from './openapi.ts';
import { addPlayRoutes } from './plays.ts';
import { addRecordingRoutes } from './recording.ts';
import { addSessionRoutes } from './session.ts';
import { addSettingsRoutes } from './settings.ts';
import { addStatusRoutes } from './status.ts';
import { addSwarmRoutes } from './swarm.ts';
import { addWaitRoutes } from './wait.ts';
import { addWatchRoutes } from './watches.ts';
import { addWifiRoutes } from './wifi.ts';

/** Those that there are for a swarm too. */
export const COMMON_ROUTES: readonly AddCommonRoutes[] = [
  addAboutRoutes,
  addSwarmRoutes,
  addExplainRoutes,
  addCommandRoutes,
  addEventRoutes,
  addSessionRoutes,
  addOpenApiRoutes,
];

/** All routes of a run, an area after the other; those of a new area are a file beside these and a line here. */
export const ROUTES: readonly AddRoutes[] = [
  addAboutRoutes,
  addStatusRoutes,
  addModuleRoutes,
  addBrokerRoutes,
  addModuleActionRoutes,
  addWifiRoutes,
  addClockRoutes,
  addFlashRoutes,
  addFaultRoutes,
  addPlayRoutes,
  addComparisonRoutes,
  addSettingsRoutes,
  addBrokerActionRoutes,
  addWatchRoutes,
  addRecordingRoutes,
  addSwarmRoutes,
  addExplainRoutes,
  addCommandRoutes,
  addEventRoutes,
  addWaitRoutes,
  addSessionRoutes,
  addOpenApiRoutes,
];
