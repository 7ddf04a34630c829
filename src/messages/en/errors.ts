/** What is said of errors of any kind. */
export const errors = {
  /** What a library or the system says, in its own words. */
  foreign: ({ text }: { text: string }) => text,
};
