/** From 0 to 255, without leading zeros. */
const OCTET = '(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)';
const IPV4 = new RegExp(`^${OCTET}(?:\\.${OCTET}){3}$`);
const IPV4_AT_END = /(?<=:)\d+\.\d+\.\d+\.\d+$/;
const ZONE = /%[\da-z.:-]+$/i;
const GROUP = /^[\da-f]{1,4}$/i;
const GROUPS = 8;

/** Whether a text is an IPv4 address, as `isIPv4` of node:net. */
export function isIPv4(text: string): boolean {
  return IPV4.test(text);
}

/** Whether a text is an IPv6 address, without brackets, with or without a zone, as `isIPv6` of node:net. */
export function isIPv6(text: string): boolean {
  const address = text.replace(ZONE, '');
  const embedded = IPV4_AT_END.exec(address)?.[0];
  if (embedded !== undefined && !isIPv4(embedded)) return false;
  const halves = address.replace(IPV4_AT_END, '0:0').split('::');
  const groups = halves.flatMap((half) => (half === '' ? [] : half.split(':')));
  // `::` stands for at least one group.
  const complete = halves.length === 1 ? groups.length === GROUPS : groups.length < GROUPS;
  return halves.length <= 2 && complete && groups.every((group) => GROUP.test(group));
}

/** Addresses of private networks and of this machine (RFC 1918, 3927, 4193, 4291). */
const PRIVATE = /^(?:10\.|127\.|192\.168\.|169\.254\.|172\.(?:1[6-9]|2\d|3[01])\.|f[cd]|fe[89ab]|::1$)/i;

/** Whether an address is of a private network, or of this machine. */
export function isPrivate(address: string): boolean {
  return PRIVATE.test(address.replace(/^::ffff:(?=\d+\.)/i, ''));
}

/** Whether an address is of this machine alone. */
export function isLoopback(address: string): boolean {
  return /^(?:(?:::ffff:)?127\.|::1$)/i.test(address);
}

/** The kind of address a text is, as `isIP` of node:net; 0: none. */
export function isIP(text: string): 0 | 4 | 6 {
  return isIPv4(text) ? 4 : isIPv6(text) ? 6 : 0;
}
