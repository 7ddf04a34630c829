import { Command } from 'commander';
import { VERSION } from '#node/version';
import { addCompletion } from './completion.ts';
import { addConfig } from './config.ts';
import { addDoctor } from './doctor.ts';
import { addEscape } from './escape.ts';
import { addExplain } from './explain.ts';
import { addFirmware } from './firmware.ts';
import { addFlash } from './flash.ts';
import { addPlay } from './play.ts';
import { addPorts } from './ports.ts';
import { addRun } from './run.ts';
import { addSwarm } from './swarm.ts';

/** The command line as data: what there is to type. What a command does is loaded when it is asked for. */
export function buildProgram(): Command {
  const program = new Command('atmqtt')
    .description('An ESP-AT MQTT module in software: AT+MQTT… on one side, a real MQTT broker on the other.')
    .version(VERSION)
    .exitOverride()
    .configureOutput({ outputError: (text, write) => write(text.replace(/^error: /, 'atmqtt: ')) })
    .showHelpAfterError('(atmqtt --help lists the commands and options)');
  for (const add of [
    addRun,
    addConfig,
    addExplain,
    addEscape,
    addDoctor,
    addFirmware,
    addFlash,
    addPlay,
    addPorts,
    addSwarm,
    addCompletion,
  ])
    add(program);
  return program;
}
