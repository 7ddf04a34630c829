import { z } from 'zod';
import { UsageError } from '#errors/usage-error';
import { FOLLOWS } from '#firmware/places';
import { FIRMWARES } from '#firmware/releases';
import { message } from '#messages/message';
import { isEqual, type PlayedCase } from './compare-module.ts';
import type { CorpusStep } from './corpus-case.ts';
import { nameOfProfile } from './profiles.ts';
import type { CompareReport } from './report.ts';

/** Counts up when the meaning of the file changes. */
const VERSION = 1;

const headerSchema = z.object({
  format: z.literal('atmqtt-corrections'),
  version: z.literal(VERSION),
  /** The version of atmqtt that has compared. */
  program: z.string(),
  /** What the module says in AT+GMR. */
  identity: z.array(z.string()),
  mostLike: z.object({ firmware: z.enum(FIRMWARES), follow: z.enum(FOLLOWS) }),
  /** The kind of port. */
  port: z.string(),
  at: z.string(),
});

const caseSchema = z.object({
  id: z.string(),
  /** What came at each step that was played; a byte in each character. */
  came: z.array(z.string()),
});

const sameSchema = z.object({
  /** Cases that are answered as a genuine module of that firmware. */
  same: z.array(z.string()),
});

/** What a user sends who has compared a genuine module. */
export interface Corrections {
  readonly header: z.infer<typeof headerSchema>;
  /** Cases that were answered otherwise. */
  readonly cases: readonly z.infer<typeof caseSchema>[];
  readonly same: readonly string[];
}

/** What came, for those who maintain the cases: a line of JSON in ASCII each. */
export function correctionsOf(
  report: CompareReport,
  played: readonly PlayedCase[],
  portKind: string,
): string {
  const [nearest] = report.likenesses;
  const mostLike = nearest?.profile ?? report.ours;
  const genuine = nameOfProfile({ firmware: mostLike.firmware, follow: 'module' });
  const isSame = ({ one, came, ours }: PlayedCase): boolean => isEqual(one, ours.get(genuine) ?? [], came);
  const header: Corrections['header'] = {
    format: 'atmqtt-corrections',
    version: VERSION,
    program: report.program,
    identity: [...report.identity],
    mostLike,
    port: portKind,
    at: new Date(report.startedAt).toISOString(),
  };
  const differing = played.filter((each) => !isSame(each));
  const same = played.filter(isSame).map(({ one }) => one.id);
  const lines = [header, ...differing.map(({ one, came }) => ({ id: one.id, came })), { same }];
  return lines.map((line) => `${asciiJson(line)}\n`).join('');
}

/** Reads such a file. @throws UsageError that names the line */
export function readCorrections(text: string): Corrections {
  const [first, ...rest] = text.split('\n').filter((line) => line !== '');
  const header = parseLine(headerSchema, first ?? '', 1);
  const cases: z.infer<typeof caseSchema>[] = [];
  const same: string[] = [];
  for (const [index, line] of rest.entries()) {
    const parsed = parseLine(z.union([caseSchema, sameSchema]), line, index + 2);
    if ('same' in parsed) same.push(...parsed.same);
    else cases.push(parsed);
  }
  return { header, cases, same };
}

/** The steps of a case with what came at them. */
export function stepsWith(steps: readonly CorpusStep[], came: readonly string[]): readonly CorpusStep[] {
  return steps.slice(0, came.length).map((step, index) => {
    if (step.out === undefined) return step;
    const { outRegex, ...others } = step;
    const out = came[index] ?? '';
    const fits = outRegex !== undefined && new RegExp(outRegex, 's').test(out);
    return fits ? step : { ...others, out };
  });
}

function parseLine<T>(schema: z.ZodType<T>, line: string, number: number): T {
  try {
    return schema.parse(JSON.parse(line));
  } catch (error) {
    throw new UsageError(message('compare.noCorrections', { line: number }), { cause: error });
  }
}

function asciiJson(value: unknown): string {
  return JSON.stringify(value).replaceAll(
    /[\u007f-\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
