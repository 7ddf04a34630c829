import { okWith } from '#at/reply';
import { bare, response } from '#at/response';
import { defineCommand, form } from '../define.ts';

/** The ESP-AT release for the ESP32 whose manual this command set follows. */
const AT_VERSION = '4.1.1.0';

/**
 * Firmware 1.x prints a bare number here, later firmware a `v` before it. Hosts made for 1.x read the number:
 * Mbed OS wants 2 or more, WiFiEsp 1 or 2. No host wants the `v`.
 */
const SDK_VERSION = '2.2.1';

// lwesp tells chips apart by the name between the dashes, and what such a chip must be able to do.
const atVersion = response`AT version:${bare('AT version')}(atmqtt - ESP32 - ${bare('version')})`;
const sdkVersion = response`SDK version:${bare('SDK version')}(${bare('runtime')})`;
const compileTime = response`compile time(atmqtt):${bare('version')}`;
const binVersion = response`Bin version:${bare('version')}(atmqtt)`;

export const gmr = defineCommand({
  name: 'AT+GMR',
  family: 'basic',
  help: 'Names the versions.',
  forms: {
    execute: form({
      responses: [atVersion, sdkVersion, compileTime, binVersion],
      run: ({ versions: { program, runtime } }) =>
        okWith(
          atVersion.line(AT_VERSION, program),
          sdkVersion.line(SDK_VERSION, runtime),
          compileTime.line(program),
          binVersion.line(program),
        ),
    }),
  },
});
