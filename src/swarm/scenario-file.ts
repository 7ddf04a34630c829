import { readFileSync } from 'node:fs';
import { readYaml, type Yaml } from '#config/yaml';
import { UsageError } from '#errors/usage-error';
import { textOf } from '#messages/message';
import { nearest } from '#module/settings/nearest';
import { DEFAULT_SCENARIO } from './default-scenario.ts';
import { type Scenario, scenarioSchema } from './scenario.ts';
import { mistakeIn } from './script.ts';

const STEP_KEYS = ['send', 'expect', 'timeout', 'data'];
const LOOP_KEYS = ['rate', 'jitter', 'steps'];
const KEYS = Object.keys(scenarioSchema.shape);

/** What keys stand for, by the last name of a path. */
const WANTED: Readonly<Record<string, string>> = {
  topic: 'a topic, a text in quotes',
  payload: 'a text in quotes',
  qos: '0, 1 or 2',
  ramp: 'a number of modules a second, above 0',
  roundTrip: 'true or false',
  steps: 'a list of AT lines, or of send with expect, timeout and data',
  loop: 'rate, jitter and steps',
  rate: 'a number of rounds a second, 0 or more',
  jitter: 'a number from 0 to 100, in percent',
  send: 'an AT line, a text in quotes where YAML needs them',
  expect: 'the beginning of a line, a text in quotes',
  timeout: 'a number of seconds above 0',
  data: 'a text in quotes',
};

/** Reads a scenario file; without one, the built-in scenario. @throws UsageError with line and key */
export function readScenario(file: string | undefined): Scenario {
  if (file === undefined) return parseScenario(DEFAULT_SCENARIO, 'the built-in scenario');
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const why = code === 'ENOENT' ? 'there is no such file' : (error as Error).message;
    throw new UsageError(
      `The scenario ${file} cannot be read: ${why}; atmqtt swarm --print-scenario prints one to begin with.`,
    );
  }
  return parseScenario(text, file);
}

/** @param name of the file, for the sentence @throws UsageError */
export function parseScenario(text: string, name: string): Scenario {
  const yaml = readYaml(text);
  if ('mistakes' in yaml) {
    const [first] = yaml.mistakes;
    throw new UsageError(
      `${name}:${first?.line ?? 1}: ${first === undefined ? 'this YAML cannot be read.' : textOf(first.reason)}`,
    );
  }
  const result = scenarioSchema.safeParse(yaml.value ?? {});
  if (!result.success) {
    const issue = mostTelling(result.error.issues);
    throw wrong(yaml, name, issue?.path ?? [], issue);
  }
  const mistake = mistakeIn(result.data);
  if (mistake !== undefined) {
    throw new UsageError(
      `${name}:${yaml.lineOf(mistake.path)}: in ${placeName(mistake.path)}, ${mistake.sentence}`,
    );
  }
  return result.data;
}

interface Issue {
  readonly code?: string;
  readonly path: readonly PropertyKey[];
  readonly keys?: readonly string[];
  readonly errors?: readonly (readonly Issue[])[];
}

/** A misspelt key says more than the missing one that was meant. */
function mostTelling(issues: readonly Issue[]): Issue | undefined {
  return issues.find(({ code }) => code === 'unrecognized_keys') ?? issues[0];
}

function wrong(yaml: Yaml, name: string, path: readonly PropertyKey[], issue: Issue | undefined): UsageError {
  // A step is a text or a mapping: what is wrong with the mapping is what helps.
  if (issue?.code === 'invalid_union') {
    const inner = mostTelling(issue.errors?.[1] ?? []);
    if (inner !== undefined && (inner.path.length > 0 || inner.keys !== undefined)) {
      return wrong(yaml, name, [...path, ...inner.path], inner);
    }
  }
  if (issue?.code === 'unrecognized_keys') {
    const key = issue.keys?.[0] ?? '';
    const known = path.length === 0 ? KEYS : path.at(-1) === 'loop' ? LOOP_KEYS : STEP_KEYS;
    const line = yaml.lineOf([...path, key]);
    return new UsageError(
      `${name}:${line}: there is no key ${key} here; did you mean ${nearest(key, known)}?`,
    );
  }
  const key = [...path].reverse().find((part) => typeof part === 'string') ?? '';
  const wanted =
    path.length === 0
      ? `a mapping with the keys ${KEYS.join(', ')}`
      : typeof path.at(-1) === 'number'
        ? 'an AT line, or send with expect, timeout and data'
        : (WANTED[String(key)] ?? 'something else');
  const place = path.length === 0 ? 'a scenario' : placeName(path);
  return new UsageError(`${name}:${yaml.lineOf(path)}: ${place} takes ${wanted}.`);
}

/** As in `loop.steps[1].send`. */
function placeName(path: readonly PropertyKey[]): string {
  return path
    .map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`))
    .join('')
    .slice(1);
}
