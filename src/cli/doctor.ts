import { diagnose } from '#doctor/diagnose';
import { moduleCommands } from '#doctor/module-commands';
import { type DoctorOptions, readTarget } from '#doctor/target';
import { type Message, message, textOf } from '#messages/message';
import type { StepEvent } from '#mqtt/observe';

/** Between a command and what there is to do with it. */
const GAP = '      ';

/**
 * Connects to a broker as a module would, tells each step, and says which commands make a module do the same.
 * @returns whether the broker accepted the connection
 * @throws UsageError for what cannot be tried
 */
export async function doctor(
  typedScheme: string,
  address: string,
  options: DoctorOptions,
  print: (line: string) => void,
): Promise<boolean> {
  const target = readTarget(typedScheme, address, options);
  const tell = (said: Message): void => print(textOf(said));
  const diagnosis = await diagnose(target, (event) => messagesOf(event).forEach(tell));
  if (!diagnosis.accepted) {
    tell(message('doctor.failed', { reason: diagnosis.reason }));
    if (diagnosis.refused) tell(message('doctor.refused'));
    return false;
  }
  tell(message('doctor.accepted'));
  tell(message('doctor.moduleCommands'));
  for (const { line, remark } of moduleCommands(target)) {
    print(`  ${line}${remark === undefined ? '' : GAP + textOf(remark)}`);
  }
  return true;
}

function messagesOf(event: StepEvent): Message[] {
  switch (event.found) {
    case 'address':
      return [message('doctor.address', event)];
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
