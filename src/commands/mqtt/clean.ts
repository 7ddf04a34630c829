import { mqttCode } from '#at/mqtt-codes';
import { failure, OK } from '#at/reply';
import { reasonOf } from '#errors/atmqtt-error';
import { defineCommand, form } from '../define.ts';
import { COUNT_CODE, linkId, linkOf } from './params.ts';
import { inStates } from './states.ts';

export const clean = defineCommand({
  name: 'AT+MQTTCLEAN',
  family: 'mqtt',
  help: 'Disconnects and forgets the link’s configuration.',
  forms: {
    set: form({
      params: [linkId],
      countCode: COUNT_CODE,
      codes: [mqttCode('CLIENT_DISCONNECT_FAILED')],
      requires: inStates([1, 2, 3, 4, 5, 6], [{ states: [0], code: 'UNINITIATED_OR_ALREADY_CLEAN' }], {
        turn: 'last',
      }),
      run(module, [id]) {
        const link = linkOf(module, id);
        let leaving: undefined | Promise<void>;
        try {
          leaving = link.model.bySetting ? link.takeOver('AT+MQTTCLEAN') : link.clean();
        } catch (error) {
          return failure(mqttCode('CLIENT_DISCONNECT_FAILED'), reasonOf(error));
        }
        return leaving === undefined ? OK : leaving.then(() => OK);
      },
    }),
  },
});
