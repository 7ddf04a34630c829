import { language } from '../texts/language.ts';
import { type ProgramText, shownText } from '../texts/messages.ts';
import { texts } from './texts.ts';

/** A scenario that is played, or was last, as GET /play has it. */
export interface Play {
  readonly state: 'none' | 'running' | 'passed' | 'failed' | 'ended';
  readonly name?: string;
  readonly seconds?: number;
  readonly why?: ProgramText;
  readonly steps: readonly {
    readonly line: number;
    readonly step: string;
    readonly depth: number;
    readonly rounds: number;
    readonly ok?: boolean;
    readonly ms?: number;
    readonly why?: ProgramText;
  }[];
  readonly traffic: readonly string[];
}

const MARKS = { open: '○', now: '▶', ok: '✓', failed: '✗' } as const;

/** The steps of a scenario, and how far it is. */
export function ScenarioSteps({ play }: { readonly play: Play }) {
  const t = texts.value;
  const { state, name = '', seconds = 0, why, steps, traffic } = play;
  const seconds_ = `${seconds.toLocaleString(language.value, { maximumFractionDigits: 2 })} s`;
  // What is done now: the first that was not done yet.
  const current = state === 'running' ? steps.findIndex(({ rounds }) => rounds === 0) : -1;
  return (
    <>
      <p role="status" class={state === 'passed' ? 'good' : state === 'failed' ? 'bad' : ''}>
        {state === 'running' && t.playing.running(name)}
        {state === 'passed' && t.playing.passed(name, seconds_)}
        {state === 'failed' && t.playing.failed(name)}
        {state === 'ended' && t.playing.ended(name)}
        {state === 'failed' && why !== undefined && ` ${shownText(why)}`}
      </p>
      <ol class="steps" aria-label={t.steps}>
        {steps.map(({ line, step, depth, rounds, ok, ms, why: stepWhy }, index) => {
          const how = index === current ? 'now' : ok === undefined ? 'open' : ok ? 'ok' : 'failed';
          return (
            <li
              key={`${line} ${index}`}
              class={`step-${how}`}
              style={{ paddingInlineStart: `${depth * 18}px` }}
              {...(how === 'now' && { 'aria-current': 'step' })}
            >
              <span aria-hidden="true">{MARKS[how]}</span>
              <span class="unseen">{t.stepStates[how]}: </span>
              <code>{step}</code>
              {rounds > 1 && <span class="quiet">{t.rounds(rounds)}</span>}
              {ms !== undefined && <span class="quiet">{ms} ms</span>}
              {ok === false && stepWhy !== undefined && <div class="bad">{shownText(stepWhy)}</div>}
            </li>
          );
        })}
      </ol>
      {traffic.length > 0 && (
        <details>
          <summary>{t.traffic}</summary>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, by keys too */}
          <pre class="traffic" tabIndex={0}>
            {traffic.join('\n')}
          </pre>
        </details>
      )}
    </>
  );
}
