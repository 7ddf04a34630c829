/** The help of the command line: its commands, arguments and options. */
export const options: Readonly<Record<string, string>> = {};
