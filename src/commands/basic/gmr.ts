import { okWith } from '#at/reply';
import { bare, response } from '#at/response';
import { byFirmware, byPlace } from '#firmware/choice';
import { defineCommand, form } from '../define.ts';

/** What a release for the ESP32-C3 prints of itself. */
interface Release {
  readonly version: string;
  /** The commit of its core. */
  readonly core: string;
  /** When that was compiled. */
  readonly made: string;
  readonly sdk: string;
  /** The version of the image, where it is written otherwise than `v` and that of the core. */
  readonly image?: string;
}

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
function printing({ version, core, made, sdk, image = `v${version}` }: Release) {
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

function release(facts: Release) {
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
      '2.2': release({
        version: '2.2.0.0',
        core: 'c6fa6bf',
        made: 'Jul  2 2021 06:44:05',
        sdk: 'v4.2.2-76-gefa6eca',
        image: '2.2.0',
      }),
      '2.4': release({
        version: '2.4.2.0',
        core: '4c6eb5e',
        made: 'May 20 2022 03:11:59',
        sdk: 'v4.3.3',
        image: '2.4.2',
      }),
      '3.2': release({
        version: '3.2.0.0',
        core: 's-ec2dec2',
        made: 'Jul 28 2023 07:05:28',
        sdk: 'v5.0.2-376-g24b9d38a24-dirty',
      }),
      '3.4': release({
        version: '3.4.0.0-dev',
        core: 'be2bd9b',
        made: 'May 17 2024 05:26:15',
        sdk: 'v5.0.6-dirty',
      }),
      '4.1': release({
        version: '4.1.1.0',
        core: 'ba4dd0e',
        made: 'Jul 31 2025 08:37:48',
        sdk: 'v5.4.1-643-g8ad0d3d8f2f-dirty',
      }),
      '5.0': release({
        version: '5.0.1.0',
        core: 'b0fe7e5',
        made: 'Aug 22 2025 09:44:01',
        sdk: 'v5.5-beta1-695-ga3ca8669f24',
      }),
      master: release({
        version: '5.1.0.0-dev',
        core: '32ff6e1',
        made: 'Oct 17 2025 08:55:06',
        sdk: 'v5.5.1-255-g07e9bf4970',
      }),
    }),
  },
});
