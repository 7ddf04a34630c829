import { OK, okWith } from '#at/reply';
import { defineCommand, form } from '../define.ts';
import { onOff } from '../params.ts';

export const cipdinfo = defineCommand({
  name: 'AT+CIPDINFO',
  family: 'ip',
  help: 'Whether +IPD names the sender of TCP data; MQTT messages do not depend on it.',
  forms: {
    query: form({ run: ({ modes }) => okWith(`+CIPDINFO:${modes.remoteInfo}`) }),
    set: form({
      params: [onOff('mode', '0: without; 1: with the sender’s address and port.')],
      run({ modes }, [mode]) {
        modes.remoteInfo = mode === 1;
        return OK;
      },
    }),
  },
});
