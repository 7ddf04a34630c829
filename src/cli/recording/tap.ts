import { Lifecycle } from '#app/lifecycle';
import { UsageError } from '#errors/usage-error';
import { isStandardOutput } from '#files/target';
import type { LogLevel } from '#messages/log';
import { type Message, message } from '#messages/message';
import { VERSION } from '#node/version';
import { parsePortSpec } from '#ports/index';
import { parseDialledSpec } from '#ports/spec/dialled-spec';
import { joinListeners } from '#recording/listeners';
import { LiveView, type Shown } from '#recording/live-view';
import { MaskingListener } from '#recording/masking-listener';
import { type LineListener, Recorder } from '#recording/recorder';
import { RecordingFile } from '#recording/recording-file';
import { Tap } from '#recording/tap/tap';
import { describePlace } from '#scenario/play/port-place';
import { escapeControls } from '#text/escape-controls';
import { systemClock } from '#time/clock';
import { notedLanguage, printedLanguage } from '../language.ts';
import { clockTime } from '../log/log.ts';
import { notice } from '../output.ts';

/** The options of `tap`, as they were typed. */
export interface TapArguments {
  readonly record?: string;
  readonly mask?: true;
  readonly quiet?: true;
}

/**
 * Hands on what a host and a module say to each other, shows it and records it, until somebody asks for the end.
 * @returns the exit code
 * @throws UsageError, PortError, RecordingError when it cannot begin
 */
export async function tap(host: string, module: string, options: TapArguments): Promise<number> {
  const life = new Lifecycle();
  try {
    await start(host, module, options, life);
    return await life.stopped;
  } finally {
    await life.close();
  }
}

async function start(host: string, module: string, options: TapArguments, life: Lifecycle): Promise<void> {
  const specs = { host: parsePortSpec(host), module: parseDialledSpec(module) };
  const usesStdio = [specs.host, specs.module].filter(({ kind }) => kind === 'stdio').length;
  if (usesStdio > 1) throw new UsageError(message('recording.stdioTwice'));
  const { record } = options;
  const recording = record === undefined ? undefined : new RecordingFile(record, { failed: notice });
  const aside = usesStdio > 0 || (record !== undefined && isStandardOutput(record));
  const output = aside ? process.stderr : process.stdout;
  const tell = (_: LogLevel, said: Message): void => notice(said);
  const line = new Tap({ ...specs, timers: systemClock, notice: tell, over: (code) => life.stop(code) });
  life.stopOnSignals();
  const total = { host: 0, module: 0 };
  let file: RecordingFile | undefined;
  life.onClose(async () => {
    const missing = (await file?.close()) ?? 0;
    if (missing > 0) notice(message('recording.missing', { file: record ?? '', bytes: missing }));
  });
  life.onClose(() => line.close());
  await line.open();
  const listeners: LineListener[] = [
    {
      bytes(from, { length }) {
        total[from] += length;
      },
      event() {},
    },
  ];
  if (record !== undefined && recording !== undefined) {
    file = recording;
    file.open();
    const masked = options.mask === true;
    const subject = { by: `atmqtt ${VERSION}`, host, module, ...(masked && { masked }) };
    const recorder = new Recorder(file, subject, systemClock);
    listeners.push(masked ? new MaskingListener(recorder, systemClock) : recorder);
    if (!masked) notice(message('recording.secrets', { file: record }));
  }
  if (options.quiet !== true)
    listeners.push(new LiveView((shown) => output.write(lineOf(shown, aside)), systemClock));
  const [at, to] = [line.host.port?.info, line.module.port?.info];
  if (at !== undefined && to !== undefined) {
    const language = aside ? notedLanguage() : printedLanguage();
    const up = message('recording.tapUp', { host: describePlace(at), module: describePlace(to) });
    output.write(`${language.textOf(up)}\n`);
  }
  line.start(joinListeners(listeners));
  void life.stopped.then(() => notice(message('recording.tapDone', { ...total, file: record })));
}

/** A line of the view, as those of a trace. */
function lineOf(shown: Shown, aside: boolean): string {
  const time = systemClock.wall();
  const fraction = String(time % 1000).padStart(3, '0');
  const language = aside ? notedLanguage() : printedLanguage();
  const text = 'said' in shown ? language.textOf(shown.said) : shown.text;
  return `${clockTime(time)}.${fraction} ${escapeControls(shown.speaker + text)}\n`;
}
