import { commandRows } from './command-rows.ts';
import { ctl } from './ctl.ts';
import { faultParameters } from './fault-parameters.ts';
import { options } from './options.ts';
import { parameters } from './parameters.ts';
import { scenarios } from './scenarios.ts';
import { settings } from './settings.ts';
import { swarmScenario } from './swarm-scenario.ts';
import { urcs } from './urcs.ts';

/** The Chinese of what stands in English with what it describes, by the English text. */
export const help: ReadonlyMap<string, string> = new Map(
  [commandRows, ctl, faultParameters, options, parameters, scenarios, settings, swarmScenario, urcs].flatMap(
    (texts) => Object.entries(texts),
  ),
);
