import { isIPv4, isIPv6 } from '#net/ip';

const IPV4_MAPPED = /^::ffff:(?=\d+\.)/i;
const IPV4_AT_END = /(\d+)\.(\d+)\.(\d+)\.(\d+)$/;
const GROUPS = 8;

/** The four or sixteen bytes of an address, which may have a zone; of an IPv4 address that is mapped, the four. Undefined: it is none. */
export function addressBytes(text: string): Uint8Array | undefined {
  const bare = text.replace(/%.*$/, '').replace(IPV4_MAPPED, '');
  if (isIPv4(bare)) return Uint8Array.from(bare.split('.'), Number);
  return isIPv6(bare) ? ipv6Bytes(bare) : undefined;
}

function ipv6Bytes(text: string): Uint8Array {
  const inGroups = text.replace(IPV4_AT_END, (_all, ...parts: readonly string[]) => {
    const [a = 0, b = 0, c = 0, d = 0] = parts.map(Number);
    return `${(a * 256 + b).toString(16)}:${(c * 256 + d).toString(16)}`;
  });
  const [before = [], after = []] = inGroups.split('::').map((half) => (half === '' ? [] : half.split(':')));
  const zeros = Array<string>(GROUPS - before.length - after.length).fill('0');
  return Uint8Array.from(
    [...before, ...zeros, ...after].flatMap((group) => {
      const value = Number.parseInt(group, 16);
      return [value >>> 8, value & 0xff];
    }),
  );
}
