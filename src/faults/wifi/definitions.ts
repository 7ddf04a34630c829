import { z } from 'zod';
import { message } from '#messages/message';
import { defineFault } from '../definition.ts';
import { period } from '../parameters.ts';

/** What goes wrong between a module and its access point. */
export const wifiFaults = {
  'wifi.drop': defineFault({
    about: message('faultAbout.wifiDrop'),
    hostSees: message('faultHostSees.wifiDrop'),
    parameters: {},
    lasting: true,
  }),
  'wifi.flap': defineFault({
    about: message('faultAbout.wifiFlap'),
    hostSees: message('faultHostSees.wifiFlap'),
    parameters: {
      down: period().prefault('2s').describe('How long the access point is not heard.'),
      up: period().prefault('5s').describe('How long it is heard then, before it goes again.'),
    },
  }),
  'wifi.wrongPassword': defineFault({
    about: message('faultAbout.wifiWrongPassword'),
    hostSees: message('faultHostSees.wifiWrongPassword'),
    parameters: {},
  }),
  'wifi.noAddress': defineFault({
    about: message('faultAbout.wifiNoAddress'),
    hostSees: message('faultHostSees.wifiNoAddress'),
    parameters: {},
  }),
  'wifi.weakSignal': defineFault({
    about: message('faultAbout.wifiWeakSignal'),
    hostSees: message('faultHostSees.wifiWeakSignal'),
    parameters: {
      rssi: z
        .int()
        .min(-127)
        .max(0)
        .default(-88)
        .describe('How strong every access point is heard at most, in dBm.'),
      loss: z
        .number()
        .min(0)
        .max(1)
        .default(0.1)
        .describe(
          'The chance that what is sent is lost on the air. TCP sends it again after 200 ms, then 400 ms and so on, and gives the connection up after six times in a row.',
        ),
    },
  }),
};
