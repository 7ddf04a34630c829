import { OK, okRightBehind } from '#at/reply';
import { bare, response } from '#at/response';
import { volatileValue } from '#module/state';
import { defineCommand, form } from '../define.ts';
import { onOff } from '../params.ts';

const remoteInfo = volatileValue(false);

const mode = response`+CIPDINFO:${bare('mode')}`;

export const cipdinfo = defineCommand({
  name: 'AT+CIPDINFO',
  family: 'ip',
  help: 'Whether +IPD names the sender of TCP data; MQTT messages do not depend on it.',
  forms: {
    query: form({
      responses: [mode],
      run: ({ state }) => okRightBehind(mode.line(String(state.get(remoteInfo)))),
    }),
    set: form({
      params: [onOff('mode', '0: without; 1: with the sender’s address and port.')],
      run({ state }, [on]) {
        state.set(remoteInfo, on);
        return OK;
      },
    }),
  },
});
