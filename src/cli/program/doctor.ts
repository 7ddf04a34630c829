import type { Command } from 'commander';
import type { DoctorArguments } from '../doctor.ts';
import { notice, print } from '../output.ts';
import { collect } from './plan-options.ts';

/** Exit code of a diagnosis that found something wrong. */
const EXIT_UNWELL = 1;

/** `atmqtt doctor`. */
export function addDoctor(program: Command): void {
  program
    .command('doctor')
    .description('connect to a broker step by step and say which AT commands make a module do the same')
    .argument('<scheme>', '1 (TCP) to 10, as AT+MQTTUSERCFG takes it')
    .argument('<host:port>', 'the broker')
    .option('--sni <name>', 'server name to send, if not the host')
    .option('--alpn <name>', 'protocol name to offer, repeatable', collect)
    .option('--ca <file>', 'CA the server must be vouched for by, as PEM')
    .option('--cert <file>', 'client certificate, as PEM')
    .option('--key <file>', 'its private key, as PEM')
    .option('--path <path>', 'resource of a WebSocket scheme')
    .option('--client-id <id>', 'client id', 'atmqtt-doctor')
    .option('--username <name>', 'user name')
    .option(
      '--password-file <file>',
      'file whose only line is the password; -: standard input; ATMQTT_PASSWORD_FILE and ATMQTT_PASSWORD unless given',
    )
    .option('--password <password>', 'the password itself, which other users can see meanwhile')
    .action(async (scheme: string, address: string, options: DoctorArguments) => {
      const { doctor } = await import('../doctor.ts');
      const well = await doctor(scheme, address, options, { environment: process.env, print, warn: notice });
      process.exitCode = well ? 0 : EXIT_UNWELL;
    });
}
