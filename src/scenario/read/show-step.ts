import type { StepName } from '../schema.ts';

type Fields = Readonly<Record<string, unknown>>;

/** A step in one line, as it stands in the file. */
export function showStep(kind: StepName, fields: Fields): string {
  const value = fields[kind];
  switch (kind) {
    case 'at':
      return String(value);
    case 'repeat':
      return `repeat ${(value as Fields).times} times`;
    case 'within':
      return `within ${(value as Fields).time}`;
    case 'parallel':
      return 'parallel';
    case 'reset':
      return 'reset';
    case 'power':
      return `power ${value === 'on' || value === true ? 'on' : 'off'}`;
    case 'fault': {
      const { [kind]: _, ...beside } = fields;
      return [`fault ${compact(value)}`, ...pairs(beside)].join(',');
    }
    default:
      return `${kind} ${compact(value)}`;
  }
}

function compact(value: unknown): string {
  if (Array.isArray(value)) return value.map(compact).join(', ');
  if (typeof value !== 'object' || value === null) return String(value);
  return Object.entries(value)
    .map(([key, inner]) => `${key} ${compact(inner)}`)
    .join(' ');
}

function pairs(fields: Fields): string[] {
  return Object.entries(fields).map(([key, value]) => `${key}=${value}`);
}
