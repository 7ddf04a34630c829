/** Milliseconds after which a silent connection is probed, to find hosts that went without a word. */
const KEEP_ALIVE_MS = 30_000;

/** How connections of hosts are made, whoever dials. */
export const HOST_SOCKET = {
  // A host that has said all it wanted may still wait for replies; whoever takes it over ends it.
  allowHalfOpen: true,
  noDelay: true,
  keepAlive: true,
  keepAliveInitialDelay: KEEP_ALIVE_MS,
} as const;
