import { brokerPassword, type PasswordOptions } from '#config/broker-password';
import type { Environment } from '#config/environment';
import { diagnose } from '#doctor/diagnose';
import { fileRemarks } from '#doctor/files';
import { moduleCommands } from '#doctor/module-commands';
import { type DoctorOptions, readTarget } from '#doctor/target';
import { exposureOf } from '#files/exposure';
import { type Message, message } from '#messages/message';
import type { StepEvent } from '#mqtt/observe';
import { printedText } from './language.ts';

/** Between a command and what there is to do with it. */
const GAP = '      ';

/** The options of `doctor`, as they were typed. */
export type DoctorArguments = DoctorOptions & PasswordOptions;

/** What a diagnosis is told by and tells to. */
interface DoctorContext {
  readonly environment: Environment;
  /** Takes a line of the answer. */
  print(line: string): void;
  /** Takes what a person should know besides. */
  warn(warning: Message): void;
}

/**
 * Connects to a broker as a module would, tells each step, and says which commands make a module do the same.
 * @returns whether the broker accepted the connection
 * @throws UsageError for what cannot be tried
 */
export async function doctor(
  typedScheme: string,
  address: string,
  options: DoctorArguments,
  { environment, print, warn }: DoctorContext,
): Promise<boolean> {
  const { username, password: value } = options;
  const typed = value === undefined ? undefined : ({ option: '--password', value } as const);
  const password = brokerPassword(options, { username, typed }, environment, warn);
  const target = readTarget(typedScheme, address, {
    ...options,
    ...(password !== undefined && { password }),
  });
  const exposure = options.key === undefined ? undefined : exposureOf(options.key, 'privateKey');
  if (exposure !== undefined) warn(exposure);
  for (const remark of fileRemarks(target, Date.now())) warn(remark);
  const tell = (said: Message): void => print(printedText(said));
  const diagnosis = await diagnose(target, (event) => messagesOf(event).forEach(tell));
  if (!diagnosis.accepted) {
    tell(message('doctor.failed', { reason: diagnosis.reason }));
    if (diagnosis.refused) tell(message('doctor.refused'));
    return false;
  }
  tell(message('doctor.accepted'));
  tell(message('doctor.moduleCommands'));
  for (const { line, remark } of moduleCommands(target)) {
    print(`  ${line}${remark === undefined ? '' : GAP + printedText(remark)}`);
  }
  return true;
}

function messagesOf(event: StepEvent): Message[] {
  switch (event.found) {
    case 'address':
      return [message('doctor.address', event)];
    case 'attempt':
      return [];
    case 'connection':
      return [message('doctor.connection', event)];
    case 'session':
      return [
        message('doctor.session', event),
        ...event.chain.map((certificate) => message('doctor.certificate', certificate)),
      ];
    case 'verification':
      return [message(event.verified ? 'doctor.verified' : 'doctor.notVerified')];
    case 'answer':
      return [message('doctor.upgrade', event)];
  }
}
