import { errorCode } from '#at/codes';
import { failure, OK, okWith } from '#at/reply';
import { defineCommand, form } from '../define.ts';
import { onOff } from '../params.ts';

export const cipmode = defineCommand({
  name: 'AT+CIPMODE',
  family: 'ip',
  help: 'How TCP data passes; MQTT links do not depend on it.',
  forms: {
    query: form({ run: ({ modes }) => okWith(`+CIPMODE:${modes.transparent ? 1 : 0}`) }),
    set: form({
      params: [onOff('mode', '0: normal; 1: transparent.')],
      codes: [errorCode('invalid')],
      run({ modes }, [mode]) {
        if (mode === 1 && modes.multipleConnections) {
          return failure(errorCode('invalid'), 'transparent mode excludes AT+CIPMUX=1');
        }
        modes.transparent = mode === 1;
        return OK;
      },
    }),
  },
});
