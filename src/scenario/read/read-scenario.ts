import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { z } from 'zod';
import type { ListenAddress, ListenerKind } from '#broker/index';
import { listenAddress } from '#config/file-schema';
import { isYamlError, readYaml, type Yaml } from '#config/yaml';
import { reasonOf } from '#errors/atmqtt-error';
import { UsageError } from '#errors/usage-error';
import { type Message, message } from '#messages/message';
import { parseSettings } from '#module/settings/parse';
import type { SettingsInput } from '#module/settings/settings';
import { isSettingsError } from '#module/settings/settings-error';
import { parseDuration } from '#time/duration';
import type { Scenario, SwarmPart } from '../model.ts';
import { PLACEHOLDERS } from '../placeholders.ts';
import { ScenarioFileError } from '../scenario-file-error.ts';
import { scenarioShape, swarmShape } from '../schema.ts';
import { Template } from '../template.ts';
import { parseThreshold } from '../threshold.ts';
import { Mistakes } from './mistakes.ts';
import { readSteps } from './read-steps.ts';

const UNREAD_STEPS = z.array(z.unknown()).min(1);
const SWARM = z.strictObject(swarmShape(UNREAD_STEPS));
const SHAPE = scenarioShape(UNREAD_STEPS);
/** What is told of by who knows more. */
const FILE = z.strictObject({
  ...SHAPE,
  settings: z.unknown().optional(),
  swarm: z.unknown().optional(),
  steps: z.unknown().optional(),
});
const SETTING_KEYS = ['firmware', 'follow', 'settings'];
const SWARM_KEYS = Object.keys(SWARM.shape);

/** A file's content, as the schema has let it through. */
type Content = z.output<typeof FILE>;

/** Reads a scenario file. @throws ScenarioFileError with all mistakes, UsageError when there is nothing to read */
export function readScenario(file: string, help: Message = message('scenario.listHelps')): Scenario {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    const { code, message: why } = error as NodeJS.ErrnoException;
    const reason =
      code === 'ENOENT'
        ? message('scenario.noFile', { file, help })
        : message('scenario.unreadable', { file, why, help });
    throw new UsageError(reason, { cause: error });
  }
  return parseScenario(text, file);
}

/** @param file its name, for messages @throws ScenarioFileError */
export function parseScenario(text: string, file: string): Scenario {
  const yaml = readScenarioYaml(text, file);
  const mistakes = new Mistakes((path) => yaml.lineOf(path));
  const scenario = readContent(yaml, file, mistakes);
  if (scenario === undefined || mistakes.found.length > 0) throw new ScenarioFileError(file, mistakes.found);
  return scenario;
}

function readScenarioYaml(text: string, file: string): Yaml {
  try {
    return readYaml(text);
  } catch (error) {
    if (!isYamlError(error)) throw error;
    throw new ScenarioFileError(file, error.mistakes, { cause: error });
  }
}

function readContent(yaml: Yaml, file: string, mistakes: Mistakes): Scenario | undefined {
  const value = yaml.value ?? {};
  if (typeof value !== 'object' || Array.isArray(value)) {
    mistakes.add([], message('scenario.fileTakes', { keys: Object.keys(SHAPE) }));
    return undefined;
  }
  const result = FILE.safeParse(value);
  if (!result.success) noteIssues(result.error.issues, mistakes);
  const given = value as Record<string, unknown>;
  const steps = readSteps(given.steps, ['steps'], mistakes);
  const swarm = readSwarm(given.swarm ?? {}, mistakes);
  const settings = readSettings(given, mistakes);
  if (!result.success || swarm === undefined) return undefined;
  const { name, about, host, broker, seed = 1, timeout } = result.data;
  return {
    file,
    name: name ?? basename(file).replace(/\.ya?ml$/, ''),
    about,
    host,
    settings,
    settingsLine: mistakes.lineOf([SETTING_KEYS.find((key) => key in given) ?? 'settings']),
    broker: readBroker(broker, mistakes),
    seed,
    timeoutMs: timeout === undefined ? undefined : parseDuration(timeout),
    swarm,
    steps,
  };
}

function noteIssues(issues: readonly z.core.$ZodIssue[], mistakes: Mistakes): void {
  for (const issue of issues) {
    if (issue.code === 'unrecognized_keys' && issue.path.length === 0) {
      for (const key of issue.keys) {
        // Where a swarm's scenario had it before it had steps in common with others.
        if (SWARM_KEYS.includes(key)) mistakes.add([key], message('scenario.belongsToSwarm', { key }));
        else mistakes.unknownKey([], key, Object.keys(SHAPE));
      }
    } else mistakes.issues([], [issue], FILE);
  }
}

function readSwarm(value: unknown, mistakes: Mistakes): SwarmPart | undefined {
  const result = SWARM.safeParse(value);
  if (!result.success) {
    mistakes.issues(['swarm'], result.error.issues, SWARM);
    return undefined;
  }
  const { loop, ...rest } = result.data;
  for (const key of ['topic', 'payload'] as const) {
    mistakes.try(['swarm', key], () => new Template(rest[key], PLACEHOLDERS[key]));
  }
  const thresholds = rest.thresholds.flatMap(
    (text, index) => mistakes.try(['swarm', 'thresholds', index], () => parseThreshold(text)) ?? [],
  );
  const steps = loop === undefined ? [] : readSteps(loop.steps, ['swarm', 'loop', 'steps'], mistakes);
  return { ...rest, thresholds, loop: loop === undefined ? undefined : { ...loop, steps } };
}

/** The settings, with firmware and follow. */
function readSettings(
  { settings, firmware, follow }: Record<string, unknown>,
  mistakes: Mistakes,
): SettingsInput | undefined {
  if (settings === undefined && firmware === undefined && follow === undefined) return undefined;
  const given = typeof settings === 'object' && settings !== null ? settings : {};
  const all = {
    ...given,
    ...(firmware === undefined ? {} : { firmware }),
    ...(follow === undefined ? {} : { follow }),
  };
  try {
    parseSettings(all);
  } catch (error) {
    if (!isSettingsError(error)) throw error;
    mistakes.add(['settings'], reasonOf(error));
  }
  return all as SettingsInput;
}

function readBroker(broker: Content['broker'], mistakes: Mistakes): Scenario['broker'] {
  if (broker === false) return undefined;
  const listeners = Object.entries(broker ?? { tcp: 0 }) as [ListenerKind, string | number | true][];
  const addresses: Partial<Record<ListenerKind, ListenAddress>> = {};
  for (const [kind, value] of listeners) {
    try {
      // A scenario is played beside others: a port that nobody has named is any free one.
      addresses[kind] = value === true ? { port: 0 } : listenAddress(kind, value);
    } catch (error) {
      mistakes.add(['broker', kind], reasonOf(error));
    }
  }
  return addresses;
}
