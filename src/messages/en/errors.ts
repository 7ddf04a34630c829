/** What is said of errors of any kind. */
export const errors = {
  /** What a library or the system says, in its own words. */
  foreign: ({ text }: { text: string }) => text,

  /** Faults of this program. */
  noMessage: ({ key }: { key: string }) => `There is no message ${key}.`,
  noLink: ({ id }: { id: number }) => `There is no link ${id}.`,
  noScheme: ({ number }: { number: number }) => `There is no scheme ${number}.`,
  noCertificates: () => 'A listener over TLS needs certificates.',
};
