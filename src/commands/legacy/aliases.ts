import type { CommandDefinition } from '#at/command';
import type { Module } from '#module/module';
import { defineCipsta } from '../tcp-ip/cipsta.ts';
import { defineCwcountry } from '../wifi/cwcountry.ts';
import { defineCwjap } from '../wifi/cwjap.ts';
import { defineCwmode } from '../wifi/cwmode.ts';
import { alias } from './alias.ts';
import { defineLegacyCwdhcp } from './cwdhcp.ts';

/** The commands of firmware 1.x that have become one each. */
const DEFINITIONS = {
  'AT+CWMODE': defineCwmode,
  'AT+CWJAP': defineCwjap,
  'AT+CWDHCP': defineLegacyCwdhcp,
  'AT+CWCOUNTRY': defineCwcountry,
  'AT+CIPSTA': defineCipsta,
} as const;

/** What hosts made for firmware 1.x of the ESP8266 send in place of later commands. */
export const ALIASES: readonly CommandDefinition<Module>[] = Object.entries(DEFINITIONS).flatMap(
  ([name, define]) => [
    alias(define, name, { name: `${name}_CUR`, stores: false }),
    alias(define, name, { name: `${name}_DEF`, stores: true }),
  ],
);
