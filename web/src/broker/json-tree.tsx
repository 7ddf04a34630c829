import { texts } from './texts.ts';

/** Values of a list or an object that are shown. */
const MAX_VALUES = 200;
/** Levels that are open at first. */
const OPEN_LEVELS = 2;

/** What a value is shown with. */
interface JsonTreeProps {
  readonly value: unknown;
  /** Its name in what it is part of. */
  readonly name?: string;
  readonly level?: number;
}

/** A value of JSON; lists and objects can be folded. */
export function JsonTree({ value, name, level = 0 }: JsonTreeProps) {
  const label = name === undefined ? null : <span class="json-name">{name}: </span>;
  if (typeof value !== 'object' || value === null)
    return (
      <div>
        {label}
        <span class={`json-${value === null ? 'null' : typeof value}`}>{JSON.stringify(value)}</span>
      </div>
    );
  const entries = Object.entries(value);
  const [opens, closes] = Array.isArray(value) ? ['[', ']'] : ['{', '}'];
  if (entries.length === 0)
    return (
      <div>
        {label}
        {opens}
        {closes}
      </div>
    );
  return (
    <details open={level < OPEN_LEVELS}>
      <summary>
        {label}
        <span class="quiet">
          {opens} {entries.length} {closes}
        </span>
      </summary>
      <div class="json-inner">
        {entries.slice(0, MAX_VALUES).map(([key, inner]) => (
          <JsonTree key={key} name={key} value={inner} level={level + 1} />
        ))}
        {entries.length > MAX_VALUES && (
          <div class="quiet">{texts.value.more(entries.length - MAX_VALUES)}</div>
        )}
      </div>
    </details>
  );
}
