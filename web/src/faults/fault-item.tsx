import { useSignal } from '@preact/signals';
import { useRef } from 'preact/hooks';
import { FaultForm } from './fault-form.tsx';
import { givenIn } from './given.ts';
import { type FaultPlace, faultsOn, switchOffAll, switchOn } from './on-now.ts';
import type { Fault } from './table.ts';
import { texts } from './texts.ts';

/** A fault and where it acts. */
interface FaultItemProps {
  readonly fault: Fault;
  readonly place: FaultPlace;
}

/** A fault of the table: a switch, what it is, and its parameters, which are unfolded. */
export function FaultItem({ fault, place }: FaultItemProps) {
  const t = texts.value;
  const { fault: name, about, hostSees, parameters } = fault;
  const form = useRef<HTMLFormElement | null>(null);
  const open = useSignal(false);
  const samePlace = JSON.stringify(place);
  const on = faultsOn.value.some((each) => each.fault === name && JSON.stringify(each.place) === samePlace);
  const needs = parameters.required ?? [];
  const add = async (): Promise<void> => {
    const given = form.current === null ? {} : givenIn(form.current, parameters.properties);
    // What it cannot do without is asked for.
    const lacks = needs.some((each) => !(each in given));
    if (lacks) open.value = true;
    if (lacks) requestAnimationFrame(() => form.current?.reportValidity());
    else await switchOn(place, name, given);
  };
  return (
    <li>
      <div class="fault-line">
        <button
          type="button"
          role="switch"
          class="switch"
          aria-checked={on}
          aria-label={name}
          onClick={() => void (on ? switchOffAll(place, name) : add())}
        >
          <span aria-hidden="true" />
        </button>
        <div>
          <code>{name}</code> <span>{about}</span>
          <div class="quiet">
            {t.hostSees} {hostSees}
          </div>
          <details
            open={open.value}
            onToggle={({ currentTarget }) => {
              open.value = currentTarget.open;
            }}
          >
            <summary>{t.details}</summary>
            {open.value && <FaultForm reference={form} fault={fault} on={on} add={add} />}
          </details>
        </div>
      </div>
    </li>
  );
}
