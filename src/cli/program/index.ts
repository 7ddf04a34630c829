import { Command } from 'commander';
import { english, type Language } from '#messages/language';
import { VERSION } from '#node/version';
import { LANGUAGE_OPTION } from '../language.ts';
import { addBackup } from './backup.ts';
import { commandLineReason } from './command-line-reason.ts';
import { addCompare } from './compare.ts';
import { addCompletion } from './completion.ts';
import { addConfig } from './config.ts';
import { addCtl } from './ctl.ts';
import { addDoctor } from './doctor.ts';
import { addEscape } from './escape.ts';
import { addExplain } from './explain.ts';
import { addFirmware } from './firmware.ts';
import { addFlash } from './flash.ts';
import { helpWords } from './help-words.ts';
import { addPlay } from './play.ts';
import { addPorts } from './ports.ts';
import { addRecord } from './record.ts';
import { addReplay } from './replay.ts';
import { addRun } from './run.ts';
import { addStatus } from './status.ts';
import { addSwarm } from './swarm.ts';
import { addTap } from './tap.ts';

const HINT = '(atmqtt --help lists the commands and options)';

/**
 * The command line as data: what there is to type. What a command does is loaded when it is asked for.
 * @param printed the language of help
 * @param noted the language of what is wrong with what was typed
 */
export function buildProgram(printed: Language = english, noted: Language = english): Command {
  const program = new Command('atmqtt')
    .description('An ESP-AT MQTT module in software: AT+MQTT… on one side, a real MQTT broker on the other.')
    .version(VERSION)
    .option(
      LANGUAGE_OPTION,
      'tell people everything in this language: en (English) or zh (简体中文); ATMQTT_LANG, on a terminal LC_ALL, LC_MESSAGES and LANG, unless given',
    )
    .exitOverride()
    .configureHelp(helpWords(printed))
    .configureOutput({
      outputError: (text, write) => write(`atmqtt: ${noted.textOf(commandLineReason(text))}\n`),
    })
    .showHelpAfterError(noted.describe(HINT));
  for (const add of [
    addRun,
    addConfig,
    addCtl,
    addExplain,
    addEscape,
    addDoctor,
    addFirmware,
    addFlash,
    addBackup,
    addPlay,
    addTap,
    addRecord,
    addCompare,
    addReplay,
    addPorts,
    addStatus,
    addSwarm,
    addCompletion,
  ])
    add(program);
  return program;
}
