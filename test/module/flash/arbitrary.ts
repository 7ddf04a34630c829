import fc from 'fast-check';
import { MANUFACTURING_TYPES, type ManufacturingValue } from '#module/flash/manufacturing';

/** Names as hosts send them: mostly plain, some of any bytes but NUL, some that look like paths. */
export const anyName: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom('mqtt_ca', 'mqtt_ca.1', 'mqtt_key', 'my_app', 'x', 'X', 'x.pem', 'x.txt', 'x.u8', 'x.1'),
  fc.constantFrom('..', '.', '../up', '/etc/passwd', '.writing-1', '%41', 'A', '~', 'a b', '-rf', 'CON'),
  fc
    .uint8Array({ minLength: 1, maxLength: 15, min: 1 })
    .map((bytes) => Buffer.from(bytes).toString('latin1')),
);

const anyNumber = fc.constantFrom(1, 2, 3, 4, 5, 6).chain((type) => {
  const { min, max } = MANUFACTURING_TYPES[type as 1];
  return fc
    .oneof(fc.constantFrom(min, max), fc.integer({ min, max }))
    .map((value): ManufacturingValue => ({ type: type as 1, value }));
});

const pem = (label: string) => (bytes: Uint8Array) =>
  Buffer.from(`-----BEGIN ${label}-----\n${Buffer.from(bytes).toString('base64')}\n-----END ${label}-----\n`);

const anyBytes = (maxLength: number): fc.Arbitrary<Buffer> =>
  fc.oneof(
    fc.uint8Array({ maxLength: 100 }).map((bytes) => Buffer.from(bytes)),
    fc.uint8Array({ maxLength, size: 'max' }).map((bytes) => Buffer.from(bytes)),
    fc.uint8Array({ maxLength: 200 }).map(pem('CERTIFICATE')),
    fc.uint8Array({ maxLength: 200 }).map(pem('PRIVATE KEY')),
  );

/** Any value; bytes up to `maxBytes`, which for strings is at most 3999. */
export const anyValue = (maxBytes = 6000): fc.Arbitrary<ManufacturingValue> =>
  fc.oneof(
    anyNumber,
    anyBytes(Math.min(maxBytes, 3999)).map((value): ManufacturingValue => ({ type: 7, value })),
    anyBytes(maxBytes).map((value): ManufacturingValue => ({ type: 8, value })),
  );
