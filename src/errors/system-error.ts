/** The system's code of a failure, as in `EADDRINUSE`; undefined when it has none. */
export function systemCode(error: unknown): string | undefined {
  return error instanceof Error ? (error as Error & { readonly code?: string }).code : undefined;
}

/** The first line of what a failure says, to be put into a message. */
export function firstLineOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.split('\n', 1)[0] ?? text;
}
