import { useEffect, useRef } from 'preact/hooks';
import type { Candidate } from './completion.ts';
import { texts } from './texts.ts';

/** What may be meant, below the input line, which keeps the focus. */
export function CandidateList({
  id,
  candidates,
  active,
  take,
}: {
  readonly id: string;
  readonly candidates: readonly Candidate[];
  readonly active: number;
  take(candidate: Candidate): void;
}) {
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' });
  }, [active]);
  return (
    <div
      ref={list}
      id={id}
      role="listbox"
      class="candidates"
      aria-label={texts.value.candidates}
      hidden={candidates.length === 0}
    >
      {candidates.map((candidate, index) => (
        <div
          key={candidate.text}
          id={`${id}-${index}`}
          role="option"
          aria-selected={index === active}
          tabIndex={-1}
          // Before the input loses the focus, which stays there.
          onMouseDown={(event) => {
            event.preventDefault();
            take(candidate);
          }}
        >
          <span class="mono">{candidate.text}</span> <span class="note">{candidate.help}</span>
        </div>
      ))}
    </div>
  );
}
