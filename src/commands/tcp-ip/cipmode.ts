import { bareFailure, OK, okWith } from '#at/reply';
import { flag, response } from '#at/response';
import { message } from '#messages/message';
import { defineCommand, form } from '../define.ts';
import { onOff } from '../params.ts';
import { multipleConnections, transparent } from './modes.ts';

const mode = response`+CIPMODE:${flag('mode')}`;

export const cipmode = defineCommand({
  name: 'AT+CIPMODE',
  family: 'ip',
  help: 'How TCP data passes; MQTT links do not depend on it.',
  forms: {
    query: form({ responses: [mode], run: ({ state }) => okWith(mode.line(state.get(transparent))) }),
    set: form({
      params: [onOff('mode', '0: normal; 1: transparent.')],
      run({ state }, [on]) {
        if (on && state.get(multipleConnections)) {
          return bareFailure(message('commands.transparentExcludesMux'));
        }
        state.set(transparent, on);
        return OK;
      },
    }),
  },
});
