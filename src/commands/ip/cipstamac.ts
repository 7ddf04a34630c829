import { okWith } from '../../at/reply.ts';
import { defineCommand, form } from '../define.ts';

export const cipstamac = defineCommand({
  name: 'AT+CIPSTAMAC',
  family: 'ip',
  help: 'The station’s MAC address.',
  forms: { query: form({ run: ({ wifi }) => okWith(`+CIPSTAMAC:"${wifi.mac}"`) }) },
});
