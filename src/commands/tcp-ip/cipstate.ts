import { OK } from '#at/reply';
import { defineCommand, form } from '../define.ts';

export const cipstate = defineCommand({
  name: 'AT+CIPSTATE',
  since: '2.3',
  family: 'ip',
  help: 'Lists the TCP connections, which there are none of; MQTT links are AT+MQTTCONN?.',
  forms: { query: form({ run: () => OK }) },
});
