import type { Message, Render } from '../types.ts';

/** What `atmqtt explain` says around what is known of a code. */
export const explain = {
  unknown: ({ typed, nearest }: { typed: string; nearest: string | undefined }) =>
    `${JSON.stringify(typed)} is not a code, command or message of this module; ` +
    (nearest === undefined
      ? 'did you mean a code such as 6006, a command such as AT+MQTTPUB or a line such as +MQTTDISCONNECTED?'
      : `did you mean ${nearest}?`),
  noCommand: ({ name, nearest }: { name: string; nearest: string | undefined }) =>
    `there is no command ${name}; ${nearest === undefined ? '' : `did you mean ${nearest}? `}docs/reference/commands.md lists them`,
  unknownCode: ({ typed }: { typed: string }) =>
    `${typed} is not a code of this module; codes are 0x01… with eight digits, or the manual's 6001 to 6057.`,
  meaning: ({ text }: { text: Message }, render: Render) => `Meaning:  ${render(text)}`,
  advice: ({ text }: { text: Message }, render: Render) => `What to do:  ${render(text)}`,
  givenBy: () => 'Given by:',
  givenByOther: ({ release }: { release: string }) => `Given in firmware ${release}, not in this one, by:`,
  giver: ({ form, causes }: { form: string; causes: readonly string[] }) =>
    causes.length === 0 ? form : `${form}: ${causes.join('; ')}`,
  parameterCount: () => 'number of parameters',
  parameterUnreadable: ({ index }: { index: number }) =>
    `parameter ${index + 1} could not be read (index ${index}, counted from 0)`,
  aboutAndLimits: ({ about, limits }: { about: string; limits: string }) => `${about} ${limits}`.trimEnd(),
  ok: () => 'the command was understood and carried out',
  okAdvice: () => 'Send the next command. Where > follows, send the data that was announced.',
  error: () => 'the command failed; the log of the module says why',
  errorAdvice: () =>
    'Send AT+SYSLOG=1 once: from then on ERR CODE:0x… comes before ERROR, and atmqtt explain tells what the code means.',
  prompt: () => 'the module waits for the data of the command before it',
  promptAdvice: () =>
    'Send exactly as many bytes as the command announced, without a line end; until then everything is data.',
  thenData: () => 'then <length> bytes after the >',
  answers: ({ answer }: { answer: string }) => `answers   ${answer}`,
  example: ({ example }: { example: string }) => `Example:  ${example}`,
  urc: ({ when }: { when: string }) => `Meaning:     ${when}`,
  broughtBy: ({ after }: { after: string }) => `Caused by:   ${after}`,
  compatRule: ({ rule }: { rule: string }) => `compat rule ${rule}: what a genuine module does differently`,
};
