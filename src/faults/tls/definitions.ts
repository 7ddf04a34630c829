/** What goes wrong in TLS. */
export const tlsFaults = {};
