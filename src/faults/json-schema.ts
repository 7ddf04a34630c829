import { z } from 'zod';
import { FAULT_NAMES, inputSchema } from './table.ts';

/** The JSON Schema of a fault as a mapping, `{ "fault": "wifi.drop", "for": "2s" }`, made from the table. */
export function faultMappingJsonSchema(): Record<string, unknown> {
  const schemas = FAULT_NAMES.map((name) =>
    z.strictObject({ fault: z.literal(name), ...inputSchema(name).shape }),
  );
  const { $schema: _, ...schema } = z.toJSONSchema(z.union(schemas), { target: 'draft-7', io: 'input' });
  return schema;
}
