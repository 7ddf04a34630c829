import { z } from 'zod';
import { placeName } from '#config/place-name';
import { type FaultMapping, faultNamed, readFault } from '#faults/parse';
import { message } from '#messages/message';
import { nearest, shownWord } from '#text/nearest';
import { parseDuration } from '#time/duration';
import type { AtStep, ExpectStep, FaultStep, ScenarioStep, TextPattern } from '../model.ts';
import { PLACEHOLDERS } from '../placeholders.ts';
import { EXPECTATIONS, type StepName, stepSchemas } from '../schema.ts';
import { Template } from '../template.ts';
import type { Mistakes, Path } from './mistakes.ts';
import { showStep } from './show-step.ts';
import { readPattern, readText } from './texts.ts';

/** What is inside of a step is read one step at a time, so that what is wrong there is told of there. */
const SCHEMAS = stepSchemas(z.array(z.unknown()).min(1));
const STEP_NAMES = Object.keys(SCHEMAS) as StepName[];

type Fields = Readonly<Record<string, unknown>>;
type Common<S> = Pick<Extract<ScenarioStep, { kind: S }>, 'line' | 'shown'>;

/** Reads a list of steps; what is wrong is noted, and left out. */
export function readSteps(value: unknown, path: Path, mistakes: Mistakes): readonly ScenarioStep[] {
  if (!Array.isArray(value) || value.length === 0) {
    mistakes.takes(path);
    return [];
  }
  return value.flatMap((each: unknown, index) => readStep(each, [...path, index], mistakes) ?? []);
}

function readStep(value: unknown, path: Path, mistakes: Mistakes): ScenarioStep | undefined {
  const fields = typeof value === 'string' ? { at: value } : value;
  if (!isMapping(fields)) {
    mistakes.add(path, message('scenario.stepTakes', { place: placeName(path), names: STEP_NAMES }));
    return undefined;
  }
  const kind = kindOf(fields, path, mistakes);
  if (kind === undefined) return undefined;
  // A line alone has no key that a mistake could be at.
  const inner = typeof value === 'string' ? path.slice(0, -1) : path;
  const before = mistakes.found.length;
  const result = SCHEMAS[kind].safeParse(fields);
  if (!result.success && !isExpectation(kind, fields)) {
    mistakes.issues(inner, result.error.issues, SCHEMAS[kind]);
    return undefined;
  }
  const common = { line: mistakes.lineOf(path), shown: showStep(kind, fields) };
  const step = readFields(kind, result.success ? result.data : fields, common, path, mistakes);
  return mistakes.found.length > before ? undefined : step;
}

/** What a mapping in `expect` is wrong with is told of by its own schema. */
function isExpectation(kind: StepName, { expect }: Fields): boolean {
  return kind === 'expect' && isMapping(expect);
}

function kindOf(fields: Fields, path: Path, mistakes: Mistakes): StepName | undefined {
  const place = placeName(path);
  const keys = Object.keys(fields);
  const named = STEP_NAMES.filter((name) => Object.hasOwn(fields, name));
  const [kind, ...others] = named.filter((name) => !(name === 'expect' && named.includes('at')));
  if (kind === undefined) {
    const key = shownWord(keys[0] ?? '');
    const meant = nearest(key, STEP_NAMES);
    mistakes.add([...path, ...keys.slice(0, 1)], message('scenario.noStep', { place, key, nearest: meant }));
    return undefined;
  }
  if (named.includes('send') && keys.some((key) => ['expect', 'data', 'timeout'].includes(key))) {
    mistakes.add(path, message('scenario.sendIsBytes', { place }));
    return undefined;
  }
  if (others.length > 0) {
    mistakes.add(path, message('scenario.severalSteps', { place, names: [kind, ...others] }));
    return undefined;
  }
  return kind;
}

function readFields(
  kind: StepName,
  fields: Fields,
  common: Common<StepName>,
  path: Path,
  mistakes: Mistakes,
): ScenarioStep | undefined {
  const timeoutMs = durationOf(fields.timeout);
  const value = fields[kind];
  const text = (at: Path, given: unknown, known?: readonly string[]): Template =>
    mistakes.try([...path, ...at], () => readText(String(given), known)) ?? NOTHING;
  switch (kind) {
    case 'at':
      return { ...common, kind, timeoutMs, ...readAt(fields, path, mistakes) };
    case 'send':
      return { ...common, kind, template: text(['send'], value) };
    case 'expect': {
      const expected = readExpected(value, [...path, 'expect'], mistakes);
      return expected && { ...common, kind, timeoutMs, expected };
    }
    case 'publish': {
      const { topic, payload, qos, retain } = value as Fields;
      if (/[+#]/.test(String(topic))) {
        mistakes.add([...path, 'publish', 'topic'], message('scenario.wildcard', { place: placeName(path) }));
      }
      return {
        ...common,
        kind,
        topic: text(['publish', 'topic'], topic),
        payload: text(['publish', 'payload'], payload),
        qos: qos as 0 | 1 | 2,
        retain: retain === true,
      };
    }
    case 'fault': {
      const fault = readFaultStep(fields, path, mistakes);
      return fault && { ...common, kind, ...fault };
    }
    case 'wait': {
      const wait =
        typeof value === 'string'
          ? { ms: durationOf(value) ?? 0 }
          : (value as { link: number; state: number });
      return { ...common, kind, timeoutMs, wait };
    }
    case 'repeat': {
      const { times, steps } = value as { times: number; steps: unknown };
      return { ...common, kind, times, steps: readSteps(steps, [...path, 'repeat', 'steps'], mistakes) };
    }
    case 'within': {
      const { time, steps } = value as Fields;
      const inner = readSteps(steps, [...path, 'within', 'steps'], mistakes);
      return { ...common, kind, ms: durationOf(time) ?? 0, steps: inner };
    }
    case 'parallel': {
      const branches = (value as unknown[]).map((steps, index) =>
        readSteps(steps, [...path, 'parallel', index], mistakes),
      );
      return { ...common, kind, branches };
    }
    case 'reset':
      return { ...common, kind };
    case 'power':
      return { ...common, kind, on: value === 'on' || value === true };
  }
}

const NOTHING = new Template('', []);

function readAt(
  fields: Fields,
  path: Path,
  mistakes: Mistakes,
): Omit<AtStep, 'kind' | 'line' | 'shown' | 'timeoutMs'> {
  const { at, expect, fails = false, data, exact = false, optional = false } = fields;
  const line = mistakes.try([...path, 'at'], () => readText(String(at), PLACEHOLDERS.line));
  const bytes =
    data === undefined ? undefined : mistakes.try([...path, 'data'], () => readText(String(data)));
  return {
    template: line ?? NOTHING,
    data: bytes,
    texts: isMapping(expect) || expect === undefined ? [] : readTexts(expect, [...path, 'expect'], mistakes),
    silenceMs: isMapping(expect) ? durationOf(expect.silence) : undefined,
    fails: typeof fails === 'string' ? Number(fails) : (fails as boolean | number),
    exact: exact === true,
    optional: optional === true,
  };
}

function readTexts(value: unknown, path: Path, mistakes: Mistakes): TextPattern[] {
  const texts = Array.isArray(value)
    ? value.map((text, index) => [[...path, index], text] as const)
    : [[path, value] as const];
  return texts.flatMap(([at, text]) => mistakes.try(at, () => readPattern(String(text))) ?? []);
}

function readExpected(value: unknown, path: Path, mistakes: Mistakes): ExpectStep['expected'] | undefined {
  if (!isMapping(value)) return { texts: readTexts(value, path, mistakes) };
  const names = Object.keys(EXPECTATIONS) as (keyof typeof EXPECTATIONS)[];
  const name = names.find((each) => Object.hasOwn(value, each));
  if (name === undefined) {
    mistakes.takes(path);
    return undefined;
  }
  const result = EXPECTATIONS[name].safeParse(value);
  if (!result.success) {
    mistakes.issues(path, result.error.issues, EXPECTATIONS[name]);
    return undefined;
  }
  const pattern = (key: string, given: unknown): TextPattern | undefined =>
    mistakes.try([...path, key], () => readPattern(String(given)));
  if (name === 'silence') return { silenceMs: durationOf(value.silence) ?? 0 };
  if (name === 'urc') {
    const { urc, ...fields } = value;
    const patterns = Object.entries(fields).flatMap(([key, given]) => {
      const read = pattern(key, given);
      return read === undefined ? [] : [[key, read] as const];
    });
    return { urc: { name: String(urc), fields: Object.fromEntries(patterns) } };
  }
  const { topic, payload, qos, retain } = value.published as Fields;
  return {
    published: {
      topic: mistakes.try([...path, 'published', 'topic'], () => readText(String(topic))) ?? NOTHING,
      payload: payload === undefined ? undefined : pattern('published', payload),
      qos: qos as number | undefined,
      retain: retain as boolean | undefined,
    },
  };
}

/** With its parameters below it or beside it. */
function readFaultStep(
  { fault, ...beside }: Fields,
  path: Path,
  mistakes: Mistakes,
): Pick<FaultStep, 'spec' | 'name'> | undefined {
  const at = [...path, 'fault'];
  if (isMapping(fault) && fault.remove !== undefined) {
    for (const key of Object.keys(beside)) mistakes.unknownKey(path, key, ['fault']);
    // What it was switched on with is not needed to switch it off.
    const name = mistakes.try(at, () => faultNamed(String(fault.remove)));
    return name && { spec: undefined, name };
  }
  const spec = mistakes.try(at, () => readFault(faultOf(fault, beside)));
  return spec && { spec, name: spec.name };
}

function faultOf(fault: unknown, beside: Fields): string | FaultMapping {
  if (!isMapping(fault)) {
    const text = String(fault);
    return Object.keys(beside).length === 0 ? text : { fault: text, ...beside };
  }
  const { name, ...parameters } = fault;
  return { fault: String(name), ...parameters, ...beside };
}

/** @param value a text that the schema has let through */
function durationOf(value: unknown): number | undefined {
  return typeof value === 'string' ? parseDuration(value) : undefined;
}

function isMapping(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
