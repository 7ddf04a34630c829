/** The help of the parameters of commands and faults. */
export const parameters: Readonly<Record<string, string>> = {};
