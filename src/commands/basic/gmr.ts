import { okWith } from '#at/reply';
import { bare, response } from '#at/response';
import { byFirmware, byPlace } from '#firmware/choice';
import { defineCommand, form } from '../define.ts';
import { type ReleaseVersions, VERSIONS } from './versions.ts';

/**
 * Firmware 1.x prints a bare number here, later firmware a `v` before it. Hosts made for 1.x read the number:
 * Mbed OS wants 2 or more, WiFiEsp 1 or 2. No host wants the `v`.
 */
const SDK_VERSION_1 = '2.2.1';

// lwesp tells chips apart by the name between the dashes, and what such a chip must be able to do.
const atVersion = response`AT version:${bare('AT version')}(${bare('commit')} - ESP32C3 - ${bare('time')})`;
const sdkVersion = response`SDK version:${bare('SDK version')}`;
const compileTime = response`compile time(${bare('version of atmqtt')}):${bare('time')}`;
const binVersion = response`Bin version:${bare('image version')}(atmqtt - ${bare('runtime')})`;

/** Prints the lines of a release; which atmqtt it is stands where a genuine module has the commit of its project. */
function printing({ version, core, made, sdk, image = `v${version}` }: ReleaseVersions) {
  return form({
    responses: [atVersion, sdkVersion, compileTime, binVersion],
    run: ({ versions: { program, runtime } }) =>
      okWith(
        atVersion.line(version, core, made),
        sdkVersion.line(sdk),
        compileTime.line(program, made),
        binVersion.line(image, runtime),
      ),
  });
}

function release(facts: ReleaseVersions) {
  return byPlace('sdkVersion', {
    manual: printing({ ...facts, sdk: SDK_VERSION_1 }),
    module: printing(facts),
  });
}

export const gmr = defineCommand({
  name: 'AT+GMR',
  family: 'basic',
  help: 'Names the versions.',
  forms: {
    execute: byFirmware({
      '2.2': release(VERSIONS['2.2']),
      '2.4': release(VERSIONS['2.4']),
      '3.2': release(VERSIONS['3.2']),
      '3.4': release(VERSIONS['3.4']),
      '4.1': release(VERSIONS['4.1']),
      '5.0': release(VERSIONS['5.0']),
      master: release(VERSIONS.master),
    }),
  },
});
