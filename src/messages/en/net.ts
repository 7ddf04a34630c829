/** What is said of connections in general. */
export const net = {
  foreignOrigin: ({ origin }: { origin: string }) =>
    `it came from a page of ${JSON.stringify(origin)}, which is not of this machine; --allow-origin ${JSON.stringify(origin)} lets it in`,
  ipv6WithoutBrackets: () => 'needs brackets round its IPv6 address',
  noPort: () => 'has no port number',
  notAHost: ({ host }: { host: string }) => `has a host "${host}" that is no address`,
  notAnOrigin: ({ name, typed }: { name: string; typed: string }) =>
    `${name} takes an origin, such as https://example.org:8443, or null for pages that are opened from a file, and not ${JSON.stringify(typed)}.`,
  opaqueOrigin: () =>
    'it came from a page without an origin, as one has that is opened from a file (file://); serve the page from localhost, or let all such pages in with --allow-origin null',
  portOutOfRange: ({ max }: { max: number }) => `has a port over ${max}`,
};
