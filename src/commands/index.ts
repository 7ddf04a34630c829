import type { CommandRow } from '../at/command.ts';
import type { Module } from '../module/module.ts';
import { at } from './basic/at.ts';
import { cmd } from './basic/cmd.ts';
import { ate0, ate1 } from './basic/echo.ts';
import { gmr } from './basic/gmr.ts';
import { restore } from './basic/restore.ts';
import { rst } from './basic/rst.ts';
import { sleep } from './basic/sleep.ts';
import { syslog } from './basic/syslog.ts';
import { sysram } from './basic/sysram.ts';
import { uartCur } from './basic/uart-cur.ts';
import { cifsr } from './ip/cifsr.ts';
import { cipdinfo } from './ip/cipdinfo.ts';
import { cipmode } from './ip/cipmode.ts';
import { cipmux } from './ip/cipmux.ts';
import { cipsta } from './ip/cipsta.ts';
import { cipstamac } from './ip/cipstamac.ts';
import { alpn } from './mqtt/alpn.ts';
import { clean } from './mqtt/clean.ts';
import { conn } from './mqtt/conn.ts';
import { conncfg } from './mqtt/conncfg.ts';
import { longclientid, longpassword, longusername } from './mqtt/long-credentials.ts';
import { pub } from './mqtt/pub.ts';
import { pubraw } from './mqtt/pubraw.ts';
import { clientid, password, username } from './mqtt/short-credentials.ts';
import { sni } from './mqtt/sni.ts';
import { sub } from './mqtt/sub.ts';
import { unsub } from './mqtt/unsub.ts';
import { usercfg } from './mqtt/usercfg.ts';
import { sysmfg } from './storage/sysmfg.ts';
import { sysstore } from './storage/sysstore.ts';
import { cipsntpcfg } from './time/cipsntpcfg.ts';
import { cipsntpintv } from './time/cipsntpintv.ts';
import { cipsntptime } from './time/cipsntptime.ts';
import { systimestamp } from './time/systimestamp.ts';
import { cwjap } from './wifi/cwjap.ts';
import { cwmode } from './wifi/cwmode.ts';
import { cwqap } from './wifi/cwqap.ts';
import { cwstate } from './wifi/cwstate.ts';

/** The command set, in the order of `AT+CMD?`. */
export const COMMANDS: readonly CommandRow<Module>[] = [
  at,
  ate0,
  ate1,
  rst,
  gmr,
  cmd,
  restore,
  syslog,
  sysram,
  sysmfg,
  sysstore,
  systimestamp,
  sleep,
  uartCur,
  cwmode,
  cwstate,
  cwjap,
  cwqap,
  cifsr,
  cipsta,
  cipstamac,
  cipmux,
  cipmode,
  cipdinfo,
  cipsntpcfg,
  cipsntptime,
  cipsntpintv,
  usercfg,
  longclientid,
  longusername,
  longpassword,
  clientid,
  username,
  password,
  conncfg,
  alpn,
  sni,
  conn,
  pub,
  pubraw,
  sub,
  unsub,
  clean,
];
