import { okWith } from '../../at/reply.ts';
import { VERSION } from '../../module/version.ts';
import { defineCommand, form } from '../define.ts';

/** The ESP-AT release whose manual this command set follows. */
const AT_VERSION = '4.0.0.0';

export const gmr = defineCommand({
  name: 'AT+GMR',
  family: 'basic',
  help: 'Names the versions.',
  forms: {
    execute: form({
      run: () =>
        okWith(
          `AT version:${AT_VERSION}(atmqtt ${VERSION})`,
          `SDK version:node ${process.version}`,
          `compile time(atmqtt):${VERSION}`,
          `Bin version:${VERSION}(atmqtt)`,
        ),
    }),
  },
});
