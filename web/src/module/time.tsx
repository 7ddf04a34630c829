/** A moment, by the clock of this machine. */
export function Time({ iso }: { readonly iso: string }) {
  const date = new Date(iso);
  const ms = String(date.getMilliseconds()).padStart(3, '0');
  const time = date.toLocaleTimeString('en-GB');
  return (
    <time class="mono" dateTime={iso} title={iso}>
      {time}.{ms}
    </time>
  );
}
