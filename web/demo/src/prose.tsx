/** A text whose `code` is between backquotes. */
export function Prose({ text }: { text: string }) {
  return (
    <>
      {text.split('`').map((part, index) => {
        // Parts do not move.
        const key = `${index}`;
        return index % 2 === 1 ? <code key={key}>{part}</code> : <span key={key}>{part}</span>;
      })}
    </>
  );
}
