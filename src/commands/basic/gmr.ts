import { okWith } from '#at/reply';
import { defineCommand, form } from '../define.ts';

/** The ESP-AT release for the ESP32 whose manual this command set follows. */
const AT_VERSION = '4.1.1.0';

/**
 * Firmware 1.x prints a bare number here, later firmware a `v` before it. Hosts made for 1.x read the number:
 * Mbed OS wants 2 or more, WiFiEsp 1 or 2. No host wants the `v`.
 */
const SDK_VERSION = '2.2.1';

export const gmr = defineCommand({
  name: 'AT+GMR',
  family: 'basic',
  help: 'Names the versions.',
  forms: {
    execute: form({
      // lwesp tells chips apart by the name between the dashes, and what such a chip must be able to do.
      run: ({ versions: { program, runtime } }) =>
        okWith(
          `AT version:${AT_VERSION}(atmqtt - ESP32 - ${program})`,
          `SDK version:${SDK_VERSION}(${runtime})`,
          `compile time(atmqtt):${program}`,
          `Bin version:${program}(atmqtt)`,
        ),
    }),
  },
});
