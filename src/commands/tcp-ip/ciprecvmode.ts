import { OK, okWith } from '#at/reply';
import { defineCommand, form } from '../define.ts';
import { onOff } from '../params.ts';

export const ciprecvmode = defineCommand({
  name: 'AT+CIPRECVMODE',
  family: 'ip',
  help: 'Whether TCP data waits to be fetched; MQTT messages do not depend on it.',
  forms: {
    query: form({ run: ({ modes }) => okWith(`+CIPRECVMODE:${modes.passiveReceive ? 1 : 0}`) }),
    set: form({
      params: [onOff('mode', '0: it comes by itself; 1: it is fetched.')],
      run({ modes }, [mode]) {
        modes.passiveReceive = mode === 1;
        return OK;
      },
    }),
  },
});
