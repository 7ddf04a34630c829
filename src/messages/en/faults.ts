import type { Message, Render } from '../types.ts';

/** Faults that are switched on. */
export const faults = {
  begins: ({ name, about }: { name: string; about: Message }, render: Render) =>
    `fault ${name}: ${render(about)}`,
  acts: ({ name }: { name: string; about: Message }) => `fault ${name} acts`,
  ends: ({ name }: { name: string; about: Message }) => `fault ${name} is over`,
  unknown: ({ name, nearest }: { name: string; nearest: string | undefined }) =>
    `there is no fault ${name}; did you mean ${nearest ?? 'another'}? docs/reference/faults.md lists them`,
  unknownParameter: ({ fault, key, nearest }: { fault: string; key: string; nearest: string | undefined }) =>
    `the fault ${fault} has no parameter ${key}; did you mean ${nearest ?? 'another'}?`,
  missingParameter: ({ fault, key }: { fault: string; key: string }) =>
    `the fault ${fault} needs the parameter ${key}`,
  wrongParameter: ({ fault, key, why }: { fault: string; key: string; why: string }) =>
    `${key} of the fault ${fault}: ${why}`,
  parameterTakes: ({ fault, key, values }: { fault: string; key: string; values: string }) =>
    `${key} of the fault ${fault} takes ${values}`,
  neverAgain: ({ fault }: { fault: string }) =>
    `the fault ${fault} takes no every: it does not happen in a moment, but acts whenever it can until for or count end it`,
  noEvery: ({ fault, count }: { fault: string; count: number }) =>
    `the fault ${fault} happens in a moment: for count=${count}, say with every how long after it happened it happens again`,
  notHere: ({ name, areas }: { name: string; areas: readonly string[] }) =>
    `the fault ${name} cannot act here, only those of ${areas.join(', ')}`,
  notPossible: () => 'the module was made without faults; give the option faults, if only an empty list',
  notATime: () => 'a time is 200ms, 5s, 2m, 1h or a number of milliseconds',
  notAPeriod: () => 'what comes again takes 1ms and more',
  notACommand: () => 'a command begins with AT',
  notATopic: () => 'a topic has one character or more, and none of +, # and NUL',
  tooLong: () => 'a time has at most 24 days',
  notEscaped: () => 'a text has \\r, \\n, \\t, \\0, \\\\ and \\xNN for bytes, and no other backslash',
  noMemory: ({ what }: { what: 'heap' | 'semaphore' | 'eventGroup' }) =>
    `there is no ${{ heap: 'memory', semaphore: 'semaphore', eventGroup: 'event group' }[what]}, as the fault module.noMemory has it`,
  answered: ({ answer }: { answer: string }) => `the fault module.answer answers ${answer}`,
  lineDoesNotFollow: ({ reason }: { reason: Message }, render: Render) =>
    `a serial line does not take the speed that the fault uart.wrongBaud has: ${render(reason)}`,
  notAnAddress: () => 'an IPv4 or IPv6 address is wanted',
  notADate: () => 'a date is 1970, 2031-01-01 or 2026-11-30T12:00:00Z',
  notADifference: () => 'a difference is 90s, -1h, 8760h or a number of milliseconds',
  noTime: () => 'no answer, as the fault module.noTime has it',
};
