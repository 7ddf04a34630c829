import { type Message, message } from '#messages/message';
import { parseUrcs } from '#testing/received';
import type { ExpectedPublish, ExpectedUrc, ExpectStep } from '../model.ts';
import { toNotation } from '../notation.ts';
import { finderOf, fits } from './find-text.ts';
import type { PlayContext } from './play-context.ts';
import { StepFailure } from './step-failure.ts';

/** Of what came in place of what was expected. */
const SHOWN_OTHERS = 5;
const SHOWN_CHARACTERS = 200;

/** Awaits what must come. @throws StepFailure */
export async function performExpect(
  { expected, shown, timeoutMs }: ExpectStep,
  context: PlayContext,
): Promise<void> {
  if ('silenceMs' in expected) return keepSilence(expected.silenceMs, context);
  const ms = timeoutMs ?? context.shared.timeoutMs;
  const failure = (
    make: (waited: ReturnType<PlayContext['waited']>) => Message,
    text?: string,
  ): StepFailure =>
    new StepFailure(
      make(context.waited(timeoutMs)),
      text === undefined ? undefined : { text, came: Buffer.from(context.inbox.bytes) },
    );
  if ('texts' in expected) {
    for (const pattern of expected.texts) {
      const find = finderOf(pattern, context);
      const found = await context.find(() => (context.inbox.takeThrough(find) ? true : undefined), ms);
      if (found === undefined) {
        throw failure(
          (waited) => message('scenario.textDidNotCome', { text: pattern.shown, ...waited }),
          pattern.shown,
        );
      }
    }
    return;
  }
  if ('urc' in expected) {
    const found = await context.find(() => (takeUrc(expected.urc, context) ? true : undefined), ms);
    if (found !== undefined) return;
    const others = othersOf(expected.urc, context);
    throw failure((waited) => message('scenario.urcDidNotCome', { what: shown, others, ...waited }));
  }
  const { published } = expected;
  const found = await context.find(() => takePublished(published, context), ms);
  if (found !== undefined) return;
  const left = context.shared.published.left.slice(-SHOWN_OTHERS).map(({ topic, payload, qos }) => ({
    topic,
    payload: shortened(payload.toString()),
    qos,
  }));
  throw failure((waited) => message('scenario.notPublished', { what: shown, left, ...waited }));
}

async function keepSilence(ms: number, context: PlayContext): Promise<void> {
  const { output } = context.target;
  const from = output.length;
  const came = await context.find(() => (output.length > from ? true : undefined), ms);
  if (came === undefined) return;
  throw new StepFailure(message('scenario.notSilent', { ms }), {
    text: '',
    came: Buffer.from(output.slice(from)),
  });
}

function takeUrc({ name, fields }: ExpectedUrc, context: PlayContext): boolean {
  const { inbox, target } = context;
  const token = inbox.tokens.find(
    ({ from, to, text }) =>
      text.startsWith(name) &&
      parseUrcs(Buffer.from(target.output.slice(from, to))).some(
        (urc) =>
          urc.name === name &&
          Object.entries(fields).every(([field, pattern]) => {
            const value = urc.fields[field];
            return value !== undefined && fits(pattern, Buffer.from(String(value)), context);
          }),
      ),
  );
  if (token === undefined) return false;
  inbox.take(token);
  return true;
}

/** The last URCs of this name that nobody has taken, on one line each. */
function othersOf({ name }: ExpectedUrc, { inbox }: PlayContext): readonly string[] {
  const lines = inbox.tokens.filter(({ text }) => text.startsWith(name)).map(({ text }) => text);
  return lines.slice(-SHOWN_OTHERS).map((text) => shortened(toNotation(Buffer.from(text, 'latin1'))));
}

function shortened(text: string): string {
  return text.length > SHOWN_CHARACTERS ? `${text.slice(0, SHOWN_CHARACTERS)}…` : text;
}

function takePublished(
  { topic, payload, qos, retain }: ExpectedPublish,
  context: PlayContext,
): true | undefined {
  const wanted = context.fill(topic);
  const taken = context.shared.published.take(
    (each) =>
      each.topic === wanted &&
      (payload === undefined || fits(payload, each.payload, context)) &&
      (qos === undefined || each.qos === qos) &&
      (retain === undefined || each.retain === retain),
  );
  return taken === undefined ? undefined : true;
}
