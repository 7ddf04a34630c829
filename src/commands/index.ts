import {
  absentCommands,
  type CommandDefinition,
  type CommandRow,
  type CommandSet,
  releaseWith,
  resolveCommands,
} from '#at/command';
import type { Profile } from '#firmware/choice';
import { PLACE_NAMES } from '#firmware/places';
import type { Module } from '#module/module';
import { parseSettings } from '#module/settings/parse';
import { at } from './basic/at.ts';
import { cmd } from './basic/cmd.ts';
import { ate0, ate1 } from './basic/echo.ts';
import { gmr } from './basic/gmr.ts';
import { gslp } from './basic/gslp.ts';
import { restore } from './basic/restore.ts';
import { rst } from './basic/rst.ts';
import { sleep } from './basic/sleep.ts';
import { sleepwkcfg } from './basic/sleepwkcfg.ts';
import { sysflash } from './basic/sysflash.ts';
import { syslog } from './basic/syslog.ts';
import { sysmfg } from './basic/sysmfg.ts';
import { sysmsg } from './basic/sysmsg.ts';
import { sysmsgfilter } from './basic/sysmsgfilter.ts';
import { sysram } from './basic/sysram.ts';
import { sysrollback } from './basic/sysrollback.ts';
import { sysstore } from './basic/sysstore.ts';
import { systimestamp } from './basic/systimestamp.ts';
import { uart } from './basic/uart.ts';
import { uartCur } from './basic/uart-cur.ts';
import { uartDef } from './basic/uart-def.ts';
import { ALIASES } from './legacy/aliases.ts';
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
import { cifsr } from './tcp-ip/cifsr.ts';
import { cipdinfo } from './tcp-ip/cipdinfo.ts';
import { cipdns } from './tcp-ip/cipdns.ts';
import { cipdomain } from './tcp-ip/cipdomain.ts';
import { cipmode } from './tcp-ip/cipmode.ts';
import { cipmux } from './tcp-ip/cipmux.ts';
import { ciprecvmode } from './tcp-ip/ciprecvmode.ts';
import { ciprecvtype } from './tcp-ip/ciprecvtype.ts';
import { cipsntpcfg } from './tcp-ip/cipsntpcfg.ts';
import { cipsntpintv } from './tcp-ip/cipsntpintv.ts';
import { cipsntptime } from './tcp-ip/cipsntptime.ts';
import { cipsslcconf } from './tcp-ip/cipsslcconf.ts';
import { cipsslsize } from './tcp-ip/cipsslsize.ts';
import { cipsta } from './tcp-ip/cipsta.ts';
import { cipstamac } from './tcp-ip/cipstamac.ts';
import { cipstate } from './tcp-ip/cipstate.ts';
import { cipstatus } from './tcp-ip/cipstatus.ts';
import { ciptcpopt } from './tcp-ip/ciptcpopt.ts';
import { ping } from './tcp-ip/ping.ts';
import { cwautoconn } from './wifi/cwautoconn.ts';
import { cwcountry } from './wifi/cwcountry.ts';
import { cwdhcp } from './wifi/cwdhcp.ts';
import { cwhostname } from './wifi/cwhostname.ts';
import { cwinit } from './wifi/cwinit.ts';
import { cwjap } from './wifi/cwjap.ts';
import { cwlap } from './wifi/cwlap.ts';
import { cwlapopt } from './wifi/cwlapopt.ts';
import { cwmode } from './wifi/cwmode.ts';
import { cwqap } from './wifi/cwqap.ts';
import { cwreconncfg } from './wifi/cwreconncfg.ts';
import { cwstaproto } from './wifi/cwstaproto.ts';
import { cwstate } from './wifi/cwstate.ts';

/** The command set, in the order of `AT+CMD?`. */
const DEFINITIONS: readonly CommandDefinition<Module>[] = [
  at,
  ate0,
  ate1,
  rst,
  restore,
  gmr,
  cmd,
  syslog,
  sysstore,
  sysmsg,
  sysmsgfilter,
  sysram,
  sysflash,
  systimestamp,
  sysmfg,
  sysrollback,
  uart,
  uartCur,
  uartDef,
  sleep,
  gslp,
  sleepwkcfg,
  cwinit,
  cwmode,
  cwstate,
  cwjap,
  cwqap,
  cwlap,
  cwlapopt,
  cwautoconn,
  cwreconncfg,
  cwdhcp,
  cwcountry,
  cwstaproto,
  cwhostname,
  cipsta,
  cipstamac,
  cifsr,
  cipmux,
  cipmode,
  cipdinfo,
  ciprecvmode,
  ciprecvtype,
  ciptcpopt,
  cipstatus,
  cipstate,
  cipdns,
  cipdomain,
  ping,
  cipsslcconf,
  cipsslsize,
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
  ...ALIASES,
];

const made = new Map<string, CommandSet<Module>>();

/** The commands that a module has; the same object for all of one profile. */
export function commandsFor({ firmware, places }: Profile): CommandSet<Module> {
  const key = [firmware, ...PLACE_NAMES.map((place) => places[place])].join();
  const known = made.get(key);
  if (known !== undefined) return known;
  const profile = { firmware, places };
  const rows = Object.assign(resolveCommands(DEFINITIONS, profile).map(noticed), {
    absent: absentCommands(DEFINITIONS, profile),
    releaseWith: remembering((name, kind, params) => releaseWith(DEFINITIONS, profile, name, kind, params)),
  });
  made.set(key, rows);
  return rows;
}

/** Answers once and for all: whoever sends a wrong command sends it again and again, and all releases are gone through for it. */
function remembering(find: NonNullable<CommandSet<Module>['releaseWith']>): typeof find {
  const found = new Map<string, ReturnType<typeof find>>();
  return (name, kind, params) => {
    const key = `${name} ${kind} ${params}`;
    if (!found.has(key)) found.set(key, find(name, kind, params));
    return found.get(key);
  };
}

/** The same row; one that a genuine module of the release does not have is told of when it is used. */
function noticed(row: CommandRow<Module>): CommandRow<Module> {
  if (!row.retired) return row;
  const forms = Object.entries(row.forms).map(([kind, form]) => [
    kind,
    {
      ...form,
      run(module: Module, values: readonly unknown[]) {
        module.compat.found('retiredCommand');
        return form.run(module, values);
      },
    },
  ]);
  return { ...row, forms: Object.fromEntries(forms) };
}

/** The commands of a module whose settings say nothing else. */
export const COMMANDS: CommandSet<Module> = commandsFor(parseSettings({}));
