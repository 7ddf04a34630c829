import { okWith } from '#at/reply';
import { int, response, text } from '#at/response';
import { defineCommand, form } from '../define.ts';

const station = response`+CWSTATE:${int('state')},${text('ssid')}`;

export const cwstate = defineCommand({
  name: 'AT+CWSTATE',
  family: 'wifi',
  help: 'The station: 0 not begun, 1 joined, 2 joined with an address, 3 joining, 4 disconnected; and the name.',
  forms: {
    query: form({ responses: [station], run: ({ wifi }) => okWith(station.line(wifi.state, wifi.ssid)) }),
  },
});
