import { z } from 'zod';

/** An access point in the air, as `wifi.accessPoints` describes it. */
export const accessPointSchema = z.strictObject({
  ssid: z.string().min(1).max(32).describe('Its name.'),
  password: z.string().max(64).default('').describe('Its password; empty: an open network.'),
  channel: z.int().min(1).max(14).default(6).describe('Its channel.'),
  rssi: z.int().min(-100).max(0).default(-42).describe('How strong it is received, in dBm.'),
});
