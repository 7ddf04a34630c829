import { formatErrorCode } from '#at/codes';
import { explain } from '#commands/explain';
import { COMMANDS } from '#commands/index';
import { Prose } from '../prose.tsx';
import type { Session } from '../session.ts';
import type { Texts } from '../texts/en.ts';
import { TEXTS } from '../texts/index.ts';
import type { Failure, Note } from './steps.ts';

/** What a learner is told who did something else than the step wants. */
export function NoteView({ note, session }: { note: Note; session: Session }) {
  const t = TEXTS[session.language.value].lesson;
  if (note.note !== 'failed' && note.note !== 'otherMistake') {
    return (
      <p class="note">
        <Prose text={textOf(note, t)} />
      </p>
    );
  }
  return (
    <div class="note bad">
      <p>{note.note === 'failed' ? t.failed : t.otherMistake}</p>
      <FailureView failure={note.failure} session={session} />
    </div>
  );
}

/** Why a command has failed, and what its code means. */
export function FailureView({ failure, session }: { failure: Failure; session: Session }) {
  const t = TEXTS[session.language.value].lesson;
  const code = failure.codes.at(-1);
  const language = session.texts.value;
  return (
    <>
      <p class="reason">{language.textOf(failure.reason)}</p>
      {code !== undefined && (
        <details>
          <summary>{t.explain(formatErrorCode(code))}</summary>
          <pre>{explain(formatErrorCode(code), COMMANDS, language)}</pre>
        </details>
      )}
    </>
  );
}

function textOf(note: Exclude<Note, { note: 'failed' | 'otherMistake' }>, t: Texts['lesson']): string {
  switch (note.note) {
    case 'otherCommand':
      return t.otherCommand(note.wanted);
    case 'otherScheme':
      return t.otherScheme(note.scheme);
    case 'otherFilter':
      return t.otherFilter(note.topic);
    case 'notSubscribed':
      return t.notSubscribed(note.topic);
    case 'typeData':
      return t.asksForData(note.bytes);
    case 'dataMissing':
      return t.dataMissing(note.bytes);
    case 'dataTooLong':
      return t.dataTooLong(note.bytes);
    case 'codesOff':
      return t.codesOff;
    case 'noMistake':
      return t.noMistake;
    case 'noComma':
      return t.noComma;
  }
}
