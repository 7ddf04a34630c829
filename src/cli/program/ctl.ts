import { Argument, type Command, Option } from 'commander';
import type { TopicsOptions } from '../ctl/broker.ts';
import type { FaultOptions, MessageOptions } from '../ctl/commands.ts';
import type { RunCtl } from '../ctl/run-ctl.ts';
import type { WhereOptions } from '../ctl/target.ts';

/** What every sub-command takes. */
interface CtlOptions extends WhereOptions {
  readonly module?: string;
  readonly json?: true;
}

type Commands = typeof import('../ctl/commands.ts');
type Looks = typeof import('../ctl/looks.ts') &
  typeof import('../ctl/modules.ts') &
  typeof import('../ctl/broker.ts');

/** `atmqtt ctl`. */
export function addCtl(program: Command): void {
  const ctl = program
    .command('ctl')
    .description(
      'drive a running program that has --control: exit code 0 done, 1 not done or not in time, 2 wrong, 75 not reached',
    )
    .option(
      '--url <url>',
      'where its control plane is, as http://HOST:PORT or unix:PATH; ATMQTT_CONTROL_URL or http://127.0.0.1:9338 unless given',
    )
    .option(
      '--token <token>',
      'its token, which others on this machine can see here; ATMQTT_CONTROL_TOKEN or ATMQTT_CONTROL_TOKEN_FILE unless given',
    )
    .option('--ready-file <file>', 'take both from the ready file of the program')
    .option('--module <name>', 'which module; the only one unless given')
    .option('--json', 'print what is answered as JSON, for programs');

  const run = async (perform: (commands: Commands, looks: Looks) => RunCtl): Promise<void> => {
    const { runCtl } = await import('../ctl/run-ctl.ts');
    const commands = await import('../ctl/commands.ts');
    const looks = {
      ...(await import('../ctl/looks.ts')),
      ...(await import('../ctl/modules.ts')),
      ...(await import('../ctl/broker.ts')),
    };
    process.exitCode = await runCtl(ctl.opts<CtlOptions>(), perform(commands, looks));
  };

  ctl
    .command('status')
    .description('say how the program is: exit code 0 ready, 1 not ready')
    .action(() => run((_, { showStatus }) => showStatus));
  ctl
    .command('modules')
    .description('list its modules, their ports and links')
    .action(() => run((_, { listModules }) => listModules));
  ctl
    .command('show')
    .description('show a module: its links with configuration, subscriptions and what is in flight')
    .action(() => run((_, { showModule }) => showModule));
  ctl
    .command('transcript')
    .description('print the last lines between hosts, module and broker')
    .option('-n, --last <number>', 'how many lines; 100 unless given')
    .action((options: { last?: string }) =>
      run(
        (_, { showTranscript }) =>
          (context) =>
            showTranscript(context, options.last),
      ),
    );
  addRecord(ctl, run);
  ctl
    .command('type')
    .description('type a line as a host called control, and print what the module answers')
    .argument('<line>', 'the line, without its end')
    .option('--data <text>', 'what answers the prompt of the command')
    .option('--timeout <duration>', 'wait so long for the answer: seconds, or 500ms, 1m; 20 unless given')
    .action((line: string, options: { data?: string; timeout?: string }) =>
      run(
        ({ typeLine }) =>
          (context) =>
            typeLine(context, line, options),
      ),
    );
  ctl
    .command('power')
    .description(
      'switch the power of a module; its ports stay open, and its hosts hear nothing while it is off',
    )
    .addArgument(new Argument('<state>', 'on or off').choices(['on', 'off']))
    .action((state: string) =>
      run(
        ({ setPower }) =>
          (context) =>
            setPower(context, state === 'on'),
      ),
    );
  ctl
    .command('reset')
    .description('reset a module, as its reset line does')
    .action(() => run(({ resetModule }) => resetModule));
  ctl
    .command('urc')
    .description('write a URC to the hosts of a module')
    .argument('<text>', 'the line; its end is added')
    .action((text: string) =>
      run(
        ({ writeUrc }) =>
          (context) =>
            writeUrc(context, text),
      ),
    );
  const messages = (command: Command): Command =>
    command
      .argument('<topic>', 'where it is published to')
      .argument('<text>', 'the payload')
      .option('--qos <qos>', 'its QoS, 0 to 2; 0 unless given')
      .option('--retain', 'it is retained');
  messages(
    ctl
      .command('message')
      .description('have a message come to a module as if the broker of its link had sent it'),
  )
    .option('--link <id>', 'the LinkID; 0 unless given')
    .action((topic: string, text: string, options: MessageOptions) =>
      run(
        ({ sendMessage }) =>
          (context) =>
            sendMessage(context, topic, text, options),
      ),
    );
  messages(ctl.command('publish').description('publish a message at the embedded broker')).action(
    (topic: string, text: string, options: MessageOptions) =>
      run(
        ({ publish }) =>
          (context) =>
            publish(context, topic, text, options),
      ),
  );
  ctl
    .command('topics')
    .description(
      'list the topics of a broker, with the last value of each, what is retained and who has published it',
    )
    .option('--link <id>', 'with --module: the broker of this link; of link 0 unless given')
    .option('--broker-url <url>', 'another broker, as mqtt://USER:PASSWORD@HOST:PORT')
    .option('--retained', 'only what is retained')
    .option('--for <duration>', 'listen so long before: seconds, or 500ms, at most 14s')
    .action((options: TopicsOptions) =>
      run(
        (_, { listTopics }) =>
          (context) =>
            listTopics(context, options),
      ),
    );
  ctl
    .command('clients')
    .description('list the clients of the embedded broker, and the sessions of those that are away')
    .action(() => run((_, { listClients }) => listClients));
  addFaults(ctl, run);
  ctl
    .command('wait')
    .description(
      'wait for something: state=4, command=AT+MQTTPUB ok=true, publish=TOPIC text=…, message=TEXT, compat, event=TYPE name=value …',
    )
    .argument('<condition...>', 'what is waited for, then what else it must have')
    .option('--timeout <duration>', 'wait so long: seconds, or 500ms, 1m; 10 unless given')
    .option('--since <id>', 'count what came behind this event too')
    .action((conditions: readonly string[], options: { timeout?: string; since?: string }) =>
      run(
        ({ waitForEvent }) =>
          (context) =>
            waitForEvent(context, conditions, options),
      ),
    );
  ctl
    .command('events')
    .description('print what has happened, an event a line')
    .option('-f, --follow', 'go on with what happens, until Ctrl-C')
    .option('--types <types>', 'only events of these types, with commas between them')
    .option('--since <id>', 'only what came behind this event')
    .action((options: { follow?: true; types?: string; since?: string }) =>
      run(
        (_, { showEvents }) =>
          (context) =>
            showEvents(context, options),
      ),
    );
  const settings = ctl.command('settings').description('read and change the settings of a module');
  settings
    .command('get')
    .description(
      'print settings that are in effect, where each came from, and from when on another value counts',
    )
    .argument('[name...]', 'which, such as wifi or wifi.ssid; all unless given')
    .action((names: readonly string[]) =>
      run(
        ({ getSettings }) =>
          (context) =>
            getSettings(context, names),
      ),
    );
  settings
    .command('set')
    .description(
      'change settings: those that can act at once do, others wait for the next start of the module',
    )
    .argument('<name=value...>', 'as run --set takes them')
    .action((pairs: readonly string[]) =>
      run(
        ({ setSettings }) =>
          (context) =>
            setSettings(context, pairs),
      ),
    );
}

function addFaults(
  ctl: Command,
  run: (perform: (commands: Commands, looks: Looks) => RunCtl) => Promise<void>,
): void {
  const fault = ctl
    .command('fault')
    .description('switch faults on and off; docs/reference/faults.md lists them');
  const broker = ['--broker', 'of the embedded broker'] as const;
  fault
    .command('list')
    .description('list the faults that are on')
    .option(...broker)
    .action(({ broker: of }: FaultOptions) =>
      run(
        ({ listFaults }) =>
          (context) =>
            listFaults(context, of === true),
      ),
    );
  fault
    .command('add')
    .description('switch a fault on')
    .argument('<fault>', 'its name, such as wifi.drop')
    .argument('[parameter...]', 'its own parameters, as name=value')
    .option(...broker)
    .option('--for <duration>', 'how long it lasts')
    .option('--after <duration>', 'how long until it begins')
    .option('--every <duration>', 'how long until it happens again')
    .option('--count <number>', 'how many times it acts')
    .option('--rate <chance>', 'the chance that it acts, over 0 and up to 1')
    .option('--seed <number>', 'what its chances begin with')
    .action((name: string, parameters: readonly string[], options: FaultOptions) =>
      run(
        ({ addFault }) =>
          (context) =>
            addFault(context, name, parameters, options),
      ),
    );
  fault
    .command('remove')
    .description('switch a fault off, or all of a name, or all')
    .argument('[fault]', 'its id or its name; all unless given')
    .option(...broker)
    .action((which: string | undefined, { broker: of }: FaultOptions) =>
      run(
        ({ removeFault }) =>
          (context) =>
            removeFault(context, which, of === true),
      ),
    );
}

/** `atmqtt ctl record`. */
function addRecord(ctl: Command, run: (perform: () => RunCtl) => Promise<void>): void {
  const record = ctl
    .command('record')
    .description('record what goes on in the memory of the program, from any moment on');
  record
    .command('start')
    .description('begin a recording of all modules')
    .option('--secrets', 'keep passwords as they are; without it they are masked')
    .action(async ({ secrets = false }: { secrets?: boolean }) => {
      const { beginRecording } = await import('../ctl/recording.ts');
      await run(() => (context) => beginRecording(context, secrets));
    });
  record
    .command('stop')
    .description('end it; what was recorded stays until the next one begins')
    .action(async () => {
      const { endRecording } = await import('../ctl/recording.ts');
      await run(() => endRecording);
    });
  record
    .command('save')
    .description('write what was recorded to a file, also while it runs')
    .argument('<file>', 'the file; - is standard output')
    .addOption(
      new Option(
        '--format <format>',
        'a recording for atmqtt replay, a transcript for atmqtt play, or a pcapng for Wireshark',
      )
        .choices(['recording', 'transcript', 'pcapng'])
        .default('recording'),
    )
    .action(async (file: string, { format }: { format: string }) => {
      const { saveRecording } = await import('../ctl/recording.ts');
      await run(() => (context) => saveRecording(context, file, format));
    });
}
