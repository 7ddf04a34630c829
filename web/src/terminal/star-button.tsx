import { commandSet } from './commands.ts';
import { favourites, isStorable, toggleFavourite } from './keeping.ts';
import { texts } from './texts.ts';
import { formOf, readLine } from './typed-line.ts';

/** Keeps the line that is typed at hand; not one that may hold a secret, for what is at hand is stored. */
export function StarButton({ line }: { readonly line: string }) {
  const t = texts.value;
  const kept = favourites.value.includes(line);
  const refused = line !== '' && !kept && mayHoldSecret(line);
  return (
    <button
      type="button"
      aria-pressed={kept}
      aria-label={refused ? t.secretLine : t.star}
      title={refused ? t.secretLine : t.star}
      disabled={line === '' || refused}
      onClick={() => toggleFavourite(line)}
    >
      {kept ? '★' : '☆'}
    </button>
  );
}

/** Whether it is a command with a secret, or none that is known. */
export function mayHoldSecret(line: string): boolean {
  if (isStorable(line)) return false;
  const found = commandSet.value && formOf(commandSet.value, readLine(line));
  return found?.form === undefined || found.form.params.some(({ secret }) => secret);
}
