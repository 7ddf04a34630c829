import { message } from '#messages/message';
import { defineFault } from '../definition.ts';

/** What goes wrong on the way to a broker. */
export const networkFaults = {
  'network.refuse': defineFault({
    about: message('faultAbout.networkRefuse'),
    hostSees: message('faultHostSees.networkRefuse'),
    parameters: {},
  }),
};
