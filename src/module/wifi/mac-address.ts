import { sha256 } from '#bytes/sha256';

/** A locally administered unicast address that depends on the name alone. */
export function macFor(name: string): string {
  const digest = sha256(Buffer.from(`atmqtt ${name}`));
  const bytes = [0x02, 0x5e, ...digest.subarray(0, 4)];
  return bytes.map((byte) => byte.toString(16).padStart(2, '0')).join(':');
}
