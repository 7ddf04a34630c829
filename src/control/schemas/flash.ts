import { z } from 'zod';
import { toldSchema } from './status.ts';

/** Something that lies in a namespace of the flash. */
export const flashKeySchema = z
  .object({
    key: z.string(),
    type: z.string().describe('As AT+SYSMFG counts them: u8 to i32, string or binary.'),
    bytes: z.int().min(0),
    holds: z.enum(['ca', 'cert', 'key']).exactOptional().describe('What the firmware looks for there.'),
    privateKey: z.boolean().describe('There is a private key in it, which is not shown.'),
    certificates: z.array(
      z.object({
        subject: z.string(),
        issuer: z.string(),
        validFrom: z.iso.datetime(),
        validTo: z.iso.datetime(),
      }),
    ),
    problem: toldSchema.exactOptional().describe('Why a connection could not use it.'),
  })
  .meta({ id: 'FlashKey', description: 'What lies under a key of the flash.' });

/** What lies in the flash of a module. */
export const flashSchema = z.object({
  directory: z.string().nullable().describe('Where it is kept; null: it is gone when the program ends.'),
  values: z
    .array(z.object({ key: z.string(), value: z.unknown().describe('Passwords are masked.') }))
    .describe('What commands have stored.'),
  namespaces: z
    .array(z.object({ namespace: z.string(), keys: z.array(flashKeySchema) }))
    .describe('Certificates, keys and factory parameters.'),
});
