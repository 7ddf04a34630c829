import { bareFailure, okWith } from '#at/reply';
import { bare, response, text } from '#at/response';
import { byFirmware } from '#firmware/choice';
import { message } from '#messages/message';
import { defineCommand, form } from '../define.ts';
import { VERSIONS } from './versions.ts';

/** Where the two firmware partitions of an ESP32-C3 with 4 MB of flash begin. */
const [RUNNING, OTHER] = ['0x60000', '0x230000'];
/** Of the second partition, which is empty. */
const NO_VERSION = '';

const firmware = response`+SYSROLLBACK:${bare('running_app_addr')},${text('running_app_version')},${bare('rollback_app_addr')},${text('rollback_app_version')}`;

const queryOf = (version: string) =>
  form({
    responses: [firmware],
    run: () => okWith(firmware.line(RUNNING, version, OTHER, NO_VERSION)),
  });

export const sysrollback = defineCommand({
  name: 'AT+SYSROLLBACK',
  family: 'basic',
  help: 'Would go back to the firmware before this one, of which there is none: ERROR.',
  forms: {
    query: byFirmware({
      '2.2': undefined,
      '4.1': queryOf(VERSIONS['4.1'].version),
      '5.0': queryOf(VERSIONS['5.0'].version),
      master: queryOf(VERSIONS.master.version),
    }),
    execute: form({ run: () => bareFailure(message('commands.noEarlierFirmware')) }),
  },
});
