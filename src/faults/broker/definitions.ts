import { z } from 'zod';
import { message } from '#messages/message';
import { defineFault } from '../definition.ts';

/** What a broker does wrong: seen as packets between a client and the broker, whatever carries them. */
export const brokerFaults = {
  'broker.connack': defineFault({
    about: message('faultAbout.brokerConnack'),
    hostSees: message('faultHostSees.brokerConnack'),
    parameters: {
      code: z
        .int()
        .min(1)
        .max(255)
        .default(5)
        .describe('The return code of CONNACK; MQTT 3.1.1 knows 1 to 5.'),
    },
  }),
};
