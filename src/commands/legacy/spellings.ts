import type { CommandRow } from '#at/command';
import type { Module } from '#module/module';
import { cipsta } from '../tcp-ip/cipsta.ts';
import { cwcountry, storedCountry } from '../wifi/cwcountry.ts';
import { cwjap } from '../wifi/cwjap.ts';
import { cwmode } from '../wifi/cwmode.ts';
import { olderCwdhcp } from './cwdhcp.ts';
import { renamed } from './renamed.ts';

const CUR = { stores: false };
const DEF = { stores: true };

/** What hosts made for firmware 1.x of the ESP8266 send in place of later commands. */
export const OLDER_SPELLINGS: readonly CommandRow<Module>[] = [
  renamed(cwmode, 'AT+CWMODE_CUR', CUR),
  renamed(cwmode, 'AT+CWMODE_DEF', DEF),
  renamed(cwjap, 'AT+CWJAP_CUR', CUR),
  renamed(cwjap, 'AT+CWJAP_DEF', DEF),
  renamed(olderCwdhcp, 'AT+CWDHCP_CUR', CUR),
  renamed(olderCwdhcp, 'AT+CWDHCP_DEF', DEF),
  renamed(cwcountry, 'AT+CWCOUNTRY_CUR', CUR),
  renamed(storedCountry, 'AT+CWCOUNTRY_DEF', DEF),
  renamed(cipsta, 'AT+CIPSTA_CUR', CUR),
  renamed(cipsta, 'AT+CIPSTA_DEF', DEF),
];
