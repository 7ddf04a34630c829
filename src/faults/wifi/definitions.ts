import { message } from '#messages/message';
import { defineFault } from '../definition.ts';

/** What goes wrong between a module and its access point. */
export const wifiFaults = {
  'wifi.drop': defineFault({
    about: message('faultAbout.wifiDrop'),
    hostSees: message('faultHostSees.wifiDrop'),
    parameters: {},
    lasting: true,
  }),
};
