import type { Signal } from '@preact/signals';

/** Something that is on or off. */
export function Choice({ label, of }: { readonly label: string; readonly of: Signal<boolean> }) {
  return (
    <label class="check">
      <input
        type="checkbox"
        checked={of.value}
        onChange={({ currentTarget }) => {
          of.value = currentTarget.checked;
        }}
      />
      {label}
    </label>
  );
}
