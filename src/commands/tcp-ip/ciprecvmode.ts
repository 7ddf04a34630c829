import { OK, okWith } from '#at/reply';
import { flag, response } from '#at/response';
import { volatileValue } from '#module/state';
import { defineCommand, form } from '../define.ts';
import { onOff } from '../params.ts';

const passiveReceive = volatileValue(false);

const mode = response`+CIPRECVMODE:${flag('mode')}`;

export const ciprecvmode = defineCommand({
  name: 'AT+CIPRECVMODE',
  family: 'ip',
  help: 'Whether TCP data waits to be fetched, as before firmware 3.3, which still has it; MQTT messages do not depend on it.',
  forms: {
    query: form({ responses: [mode], run: ({ state }) => okWith(mode.line(state.get(passiveReceive))) }),
    set: form({
      params: [onOff('mode', '0: it comes by itself; 1: it is fetched.')],
      run({ state }, [on]) {
        state.set(passiveReceive, on);
        return OK;
      },
    }),
  },
});
