/** The help of the URCs: when they come, and what brings them. */
export const urcs: Readonly<Record<string, string>> = {};
