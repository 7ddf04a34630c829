import { errorCode } from '#at/codes';
import { failure, OK, okWith } from '#at/reply';
import { defineCommand, form } from '../define.ts';
import { onOff } from '../params.ts';

export const cipmux = defineCommand({
  name: 'AT+CIPMUX',
  family: 'ip',
  help: 'Whether there may be several TCP connections; MQTT links do not depend on it.',
  forms: {
    query: form({ run: ({ modes }) => okWith(`+CIPMUX:${modes.multipleConnections ? 1 : 0}`) }),
    set: form({
      params: [onOff('mode', '0: one connection; 1: several.')],
      codes: [errorCode('invalid')],
      run({ modes }, [mode]) {
        if (mode === 1 && modes.transparent) {
          return failure(errorCode('invalid'), 'several connections exclude AT+CIPMODE=1');
        }
        modes.multipleConnections = mode === 1;
        return OK;
      },
    }),
  },
});
