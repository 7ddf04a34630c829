/** What the ready scenarios are about, in one sentence each. */
export const scenarios: Readonly<Record<string, string>> = {};
