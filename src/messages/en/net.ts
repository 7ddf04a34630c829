/** What is said of connections in general. */
export const net = {
  foreignOrigin: ({ origin }: { origin: string }) =>
    `it comes from a web page of ${JSON.stringify(origin)}, which is not on this computer; --allow-origin ${JSON.stringify(origin)} lets it in`,
  ipv6WithoutBrackets: () => 'needs brackets around its IPv6 address',
  noPort: () => 'has no port number',
  notAHost: ({ host }: { host: string }) =>
    `has the host "${host}", which is neither a host name nor an IP address`,
  notAnOrigin: ({ name, typed }: { name: string; typed: string }) =>
    `${name} takes an origin, such as https://example.org:8443, or null for pages opened from a file, not ${JSON.stringify(typed)}.`,
  opaqueOrigin: () =>
    'it comes from a web page without an origin, such as one opened from a file (file://); serve the page from localhost, or let all such pages in with --allow-origin null',
  portOutOfRange: ({ max }: { max: number }) => `has a port above ${max}`,
};
