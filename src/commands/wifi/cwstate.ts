import { okWith } from '#at/reply';
import { defineCommand, form } from '../define.ts';

export const cwstate = defineCommand({
  name: 'AT+CWSTATE',
  family: 'wifi',
  help: 'The station: 0 not begun, 1 joined, 2 joined with an address, 3 joining, 4 disconnected; and the name.',
  forms: {
    query: form({ run: ({ wifi }) => okWith(`+CWSTATE:${wifi.state},"${wifi.ssid}"`) }),
  },
});
