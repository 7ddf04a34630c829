/** The help of the settings. */
export const settings: Readonly<Record<string, string>> = {};
