import type { ParameterSchema } from './table.ts';
import { texts } from './texts.ts';

/** A parameter of a fault. */
interface ParameterFieldProps {
  readonly fault: string;
  readonly name: string;
  readonly schema: ParameterSchema;
  readonly required: boolean;
}

/** The field of a parameter: what it takes, and what it means. */
export function ParameterField({ fault, name, schema, required }: ParameterFieldProps) {
  const t = texts.value;
  const id = `${fault}-${name}`;
  return (
    <div class="parameter">
      <label for={id}>
        <code>{name}</code>
        {required && <span class="quiet"> ({t.required})</span>}
      </label>
      <Field id={id} name={name} schema={schema} required={required} />
      <p id={`${id}-about`} class="quiet">
        {schema.description}
      </p>
    </div>
  );
}

function Field({ id, name, schema, required }: Omit<ParameterFieldProps, 'fault'> & { readonly id: string }) {
  const t = texts.value;
  const shared = { id, name, required, 'aria-describedby': `${id}-about` };
  const fallback = schema.default === undefined ? t.unset : String(schema.default);
  const values = schema.enum ?? (schema.type === 'boolean' ? ['true', 'false'] : undefined);
  if (values !== undefined)
    return (
      <select {...shared}>
        <option value="">{schema.type === 'boolean' ? yesNo(fallback) : fallback}</option>
        {values
          .filter((value) => String(value) !== fallback)
          .map((value) => (
            <option key={value} value={value}>
              {schema.type === 'boolean' ? yesNo(String(value)) : value}
            </option>
          ))}
      </select>
    );
  if (schema.type === 'integer' || schema.type === 'number') {
    const { minimum, maximum } = schema;
    const high = maximum === Number.MAX_SAFE_INTEGER ? undefined : maximum;
    return (
      <input
        {...shared}
        type="number"
        step={schema.type === 'integer' ? 1 : 'any'}
        min={minimum}
        max={high}
        placeholder={
          fallback === t.unset && minimum !== undefined && high !== undefined
            ? `${minimum} … ${high}`
            : fallback
        }
      />
    );
  }
  const isTime = schema.anyOf !== undefined;
  return (
    <input
      {...shared}
      class="mono"
      {...(isTime && { pattern: '\\d+(\\.\\d+)?(ms|s|m|h)?' })}
      placeholder={isTime && (fallback === t.unset || fallback === '0') ? '200ms, 5s, 2m' : fallback}
    />
  );
}

function yesNo(value: string): string {
  const { yes, no } = texts.value;
  return value === 'true' ? yes : value === 'false' ? no : value;
}
