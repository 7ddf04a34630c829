import { type Param, string } from '#at/params';
import { bareFailure, isFailure } from '#at/reply';
import { message } from '#messages/message';
import type { Module } from '#module/module';

const MAC = /^[0-9a-f]{2}(:[0-9a-f]{2}){5}$/i;

/** A parameter that is the MAC address of an access point, in small letters; left out, or `""`, it means none. */
export function accessPointMac(name: string, about: string): Param<Module, string> {
  const text = string<Module>(name, { about, max: 17, fallback: '' });
  const kind = 'a MAC address';
  return {
    ...text,
    limits: `${kind}, such as "ca:d7:19:d8:a6:44"`,
    read(fields, index, module) {
      const given = text.read(fields, index, module);
      if (isFailure(given)) return given;
      const value = given.toString('latin1');
      if (value === '' || MAC.test(value)) return value.toLowerCase();
      return bareFailure(message('commands.parameterIsNot', { parameter: index + 1, name, kind }));
    },
  };
}
