import type { Lifecycle } from '#app/lifecycle';
import type { Plan } from '#app/plan';
import { UsageError } from '#errors/usage-error';
import type { Log } from '#messages/log';
import { message } from '#messages/message';
import { VERSION } from '#node/version';
import { parsePortSpec } from '#ports/index';
import { ModuleRecording } from '#recording/module-recording';
import { Recorder } from '#recording/recorder';
import { RecordingFile } from '#recording/recording-file';
import { systemClock } from '#time/clock';

/** The recording of a run. */
export interface RunRecording {
  readonly module: ModuleRecording;
  /** Opens the file, once all else is up: an earlier one stays when the run does not come about. @throws RecordingError */
  open(): void;
}

/** Records the session of the module of a run. @throws UsageError, RecordingError */
export function recordRun(file: string, { modules }: Plan, life: Lifecycle, log: Log): RunRecording {
  const [module, ...more] = modules;
  if (module === undefined || more.length > 0) throw new UsageError(message('recording.severalModules'));
  const failed = (reason: Parameters<Log>[2]): void => log('warn', 'record', reason);
  const output = new RecordingFile(file, { failed });
  const { name, ports, settings } = module;
  if (ports.some((spec) => parsePortSpec(spec).fork)) failed(message('recording.forksNotRecorded'));
  const subject = {
    by: `atmqtt ${VERSION}`,
    host: ports.join(' '),
    module: name,
    firmware: settings.firmware,
    follow: settings.follow,
  };
  const recorder = new Recorder(output, subject, systemClock);
  life.onClose(async () => {
    recorder.event({ event: 'ended' });
    const missing = await output.close();
    if (missing > 0) failed(message('recording.missing', { file, bytes: missing }));
  });
  return {
    module: new ModuleRecording(recorder),
    open() {
      output.open();
      log('info', 'record', message('recording.secretsOfRun', { file }));
    },
  };
}
