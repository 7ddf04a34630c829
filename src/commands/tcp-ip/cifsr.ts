import { okWith } from '#at/reply';
import { defineCommand, form } from '../define.ts';

export const cifsr = defineCommand({
  name: 'AT+CIFSR',
  family: 'ip',
  help: 'The station’s address and MAC address.',
  forms: {
    execute: form({
      run: ({ wifi }) => okWith(`+CIFSR:STAIP,"${wifi.address.ip}"`, `+CIFSR:STAMAC,"${wifi.mac}"`),
    }),
  },
});
