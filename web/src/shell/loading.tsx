import { texts } from './texts.ts';

/** What stands in the place of a panel that is not there yet: its heading, as a panel always has one. */
export function Loading({ title }: { readonly title: string }) {
  return (
    <>
      <h1 class="unseen">{title}</h1>
      <p class="note" aria-busy="true">
        {texts.value.loading}
      </p>
    </>
  );
}
