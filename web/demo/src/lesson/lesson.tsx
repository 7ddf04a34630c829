import { signal, useSignal } from '@preact/signals';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import { Beside } from '../beside.tsx';
import { Prose } from '../prose.tsx';
import type { Session } from '../session.ts';
import { Terminal } from '../terminal.tsx';
import { TEXTS } from '../texts/index.ts';
import { FailureView, NoteView } from './note.tsx';
import { check, EXAMPLES, type Failure, type Note, STEPS } from './steps.ts';

/** Ten steps beside a terminal. */
export function Lesson({ session }: { session: Session }) {
  /** How many steps are done. */
  const done = useSignal(0);
  const note = useSignal<Note | undefined>(undefined);
  /** What the module said of the mistake that was asked for. */
  const mistake = useSignal<Failure | undefined>(undefined);
  const line = useMemo(() => signal(''), []);
  const field = useRef<HTMLInputElement>(null);
  const texts = TEXTS[session.language.value];
  const t = texts.lesson;
  useEffect(
    () =>
      session.listen((event) => {
        const step = STEPS[done.value];
        if (step === undefined) return;
        const outcome = check(step, event, session.filters);
        if (outcome === undefined) return;
        if (outcome !== 'done') {
          note.value = outcome;
          return;
        }
        done.value += 1;
        if (event.type === 'command' && event.command.failure !== undefined) {
          mistake.value = event.command.failure;
        }
        // What was typed too much is still in the way.
        if (note.value?.note !== 'dataTooLong') note.value = undefined;
      }),
    [session],
  );

  const restart = (): void => {
    session.restart();
    done.value = 0;
    note.value = undefined;
    line.value = '';
  };
  return (
    <div class="atmqtt-demo" lang={session.language.value === 'zh' ? 'zh-CN' : 'en'}>
      <div class="steps">
        <h2>{t.title}</h2>
        <p>{t.about}</p>
        <Progress done={done.value} text={t.progress(done.value, STEPS.length)} />
        <Steps
          session={session}
          done={done.value}
          note={note.value}
          mistake={mistake.value}
          take={(text) => {
            line.value = text;
            field.current?.focus();
          }}
        />
        {done.value === STEPS.length && (
          <p class="finished" role="status">
            {t.finished}
          </p>
        )}
        <button type="button" onClick={restart}>
          {texts.restart}
        </button>
      </div>
      <Terminal session={session} line={line} field={field} texts={texts} />
      <Beside session={session} texts={texts} />
    </div>
  );
}

function Progress({ done, text }: { done: number; text: string }) {
  return (
    <p class="progress" role="status">
      <progress max={STEPS.length} value={done} aria-hidden="true" /> {text}
    </p>
  );
}

interface StepsProps {
  readonly session: Session;
  readonly done: number;
  readonly note: Note | undefined;
  readonly mistake: Failure | undefined;
  readonly take: (text: string) => void;
}

function Steps({ session, done, note, mistake, take }: StepsProps) {
  const texts = TEXTS[session.language.value];
  const t = texts.lesson;
  const current = useRef<HTMLLIElement>(null);
  useEffect(() => {
    // Not as the page begins, which is then seen from its top.
    if (done > 0) current.current?.scrollIntoView({ block: 'nearest' });
  }, [done]);
  return (
    <ol>
      {STEPS.map((name, index) => {
        const { title, task, meaning, why } = t.steps[name];
        if (index > done) {
          return (
            <li key={name} class="ahead">
              {title}
            </li>
          );
        }
        if (index < done) {
          return (
            <li key={name} class="done">
              <details open={index === done - 1}>
                <summary>
                  {title} <span class="mark">{t.done}</span>
                </summary>
                {name === 'mistake' && mistake && <FailureView failure={mistake} session={session} />}
                <p>
                  <Prose text={why} />
                </p>
              </details>
            </li>
          );
        }
        return (
          <li key={name} class="current" aria-current="step" ref={current}>
            <h3>{title}</h3>
            <p>
              <Prose text={task} />
            </p>
            {EXAMPLES[name].map((example) => (
              <p key={example} class="example">
                <code>{example}</code>
                <button type="button" onClick={() => take(example)} aria-label={`${t.take}: ${example}`}>
                  {t.take}
                </button>
              </p>
            ))}
            <p class="quiet">
              <Prose text={meaning} />
            </p>
            <div role="status">{note && <NoteView note={note} session={session} />}</div>
          </li>
        );
      })}
    </ol>
  );
}
