import type { ManufacturingValue } from '#module/flash/manufacturing';

/** Where the writer that is killed puts its values. */
export const NAMESPACE = 'mqtt_cert';
export const KEYS = ['small', 'large', 'changing'] as const;
export type Key = (typeof KEYS)[number];
/** So many in a row differ in the type of `changing`. */
export const ROUNDS = [1, 2, 3, 4] as const;

/** The values of each round differ in every byte that matters, in size and, for `changing`, in type. */
export function valueIn(round: number, key: Key): ManufacturingValue {
  const mark = `${round} `;
  const pem = Buffer.from(
    `-----BEGIN CERTIFICATE-----\n${mark.repeat(20 + (round % 7))}-----END CERTIFICATE-----\n`,
  );
  if (key === 'small') return { type: 8, value: pem };
  if (key === 'large') return { type: 8, value: Buffer.alloc(20_000 + (round % 5) * 9_000, mark) };
  const changing: readonly ManufacturingValue[] = [
    { type: 8, value: pem },
    { type: 7, value: Buffer.from(mark.repeat(100)) },
    { type: 5, value: round },
    { type: 8, value: Buffer.alloc(300, mark) },
  ];
  return changing[round % changing.length] as ManufacturingValue;
}
