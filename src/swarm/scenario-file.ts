import { readFileSync } from 'node:fs';
import { placeName } from '#config/place-name';
import { isYamlError, readYaml, type Yaml } from '#config/yaml';
import { UsageError } from '#errors/usage-error';
import { type Message, message, textOf } from '#messages/message';
import { nearest } from '#module/settings/nearest';
import { DEFAULT_SCENARIO } from './default-scenario.ts';
import { type Scenario, scenarioSchema } from './scenario.ts';
import { mistakeIn } from './script.ts';

const STEP_KEYS = ['send', 'expect', 'timeout', 'data'];
const LOOP_KEYS = ['rate', 'jitter', 'steps'];
const KEYS = Object.keys(scenarioSchema.shape);

/** Reads a scenario file; without one, the built-in scenario. @throws UsageError with line and key */
export function readScenario(file: string | undefined): Scenario {
  if (file === undefined) return parseScenario(DEFAULT_SCENARIO, textOf(message('swarm.builtIn')));
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    const { code, message: why } = error as NodeJS.ErrnoException;
    const reason =
      code === 'ENOENT'
        ? message('swarm.noScenario', { file })
        : message('swarm.scenarioUnreadable', { file, why });
    throw new UsageError(reason, { cause: error });
  }
  return parseScenario(text, file);
}

/** @param file its name, for the message @throws UsageError */
export function parseScenario(text: string, file: string): Scenario {
  const yaml = readScenarioYaml(text, file);
  const refuse = (path: readonly PropertyKey[], reason: Message): UsageError =>
    new UsageError(message('swarm.mistakeAt', { file, line: yaml.lineOf(path), reason }));
  const result = scenarioSchema.safeParse(yaml.value ?? {});
  if (!result.success) {
    const { path, reason } = mistakeOf(clearest(result.error.issues));
    throw refuse(path, reason);
  }
  const mistake = mistakeIn(result.data);
  if (mistake !== undefined) {
    const { path, reason } = mistake;
    throw refuse(path, message('swarm.mistakeIn', { place: placeName(path), reason }));
  }
  return result.data;
}

function readScenarioYaml(text: string, file: string): Yaml {
  try {
    return readYaml(text);
  } catch (error) {
    if (!isYamlError(error)) throw error;
    throw new UsageError(message('swarm.mistakeAt', { file, ...error.mistakes[0] }), { cause: error });
  }
}

interface Issue {
  readonly code?: string;
  readonly path: readonly PropertyKey[];
  readonly keys?: readonly string[];
  readonly errors?: readonly (readonly Issue[])[];
}

/** A misspelt key says more than the missing one that was meant. */
function clearest(issues: readonly Issue[]): Issue {
  return issues.find(({ code }) => code === 'unrecognized_keys') ?? issues[0] ?? { path: [] };
}

/** What is wrong, and where. */
function mistakeOf(issue: Issue): { path: readonly PropertyKey[]; reason: Message } {
  const { path } = issue;
  // A step is a text or a mapping: what is wrong with the mapping is what helps.
  if (issue.code === 'invalid_union') {
    const inner = clearest(issue.errors?.[1] ?? []);
    if (inner.path.length > 0 || inner.keys !== undefined) {
      return mistakeOf({ ...inner, path: [...path, ...inner.path] });
    }
  }
  if (issue.code === 'unrecognized_keys') {
    const key = issue.keys?.[0] ?? '';
    const known = path.length === 0 ? KEYS : path.at(-1) === 'loop' ? LOOP_KEYS : STEP_KEYS;
    return {
      path: [...path, key],
      reason: message('swarm.unknownKey', { key, nearest: nearest(key, known) }),
    };
  }
  if (path.length === 0) return { path, reason: message('swarm.scenarioTakes', { keys: KEYS }) };
  const place = placeName(path);
  if (typeof path.at(-1) === 'number') return { path, reason: message('swarm.stepTakes', { place }) };
  const key = path.findLast((part) => typeof part === 'string') ?? '';
  return { path, reason: message('swarm.takes', { place, key: String(key) }) };
}
