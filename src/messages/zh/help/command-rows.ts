/** The help of the commands. */
export const commandRows: Readonly<Record<string, string>> = {};
