import type { RefObject } from 'preact';
import { ParameterField } from './parameter-field.tsx';
import { type Fault, SCHEDULE } from './table.ts';
import { texts } from './texts.ts';

/** What the form of a fault has. */
interface FaultFormProps {
  readonly reference: RefObject<HTMLFormElement | null>;
  readonly fault: Fault;
  /** One of the name is on already. */
  readonly on: boolean;
  add(): Promise<void>;
}

/** The parameters of a fault, its own first, then those that all have. */
export function FaultForm({ reference, fault: { fault, parameters }, on, add }: FaultFormProps) {
  const t = texts.value;
  const all = Object.entries(parameters.properties);
  const groups = [
    { title: t.own, of: all.filter(([name]) => !SCHEDULE.has(name)) },
    { title: t.schedule, of: all.filter(([name]) => SCHEDULE.has(name)) },
  ];
  return (
    <form
      ref={reference}
      class="fault-form"
      aria-label={fault}
      onSubmit={(event) => {
        event.preventDefault();
        void add();
      }}
    >
      {groups.map(
        ({ title, of }) =>
          of.length > 0 && (
            <fieldset key={title}>
              <legend>{title}</legend>
              {of.map(([name, schema]) => (
                <ParameterField
                  key={name}
                  fault={fault}
                  name={name}
                  schema={schema}
                  required={parameters.required?.includes(name) === true}
                />
              ))}
            </fieldset>
          ),
      )}
      <button type="submit">{on ? t.again : t.switchOn}</button>
    </form>
  );
}
