import type { Message, Render } from '../types.ts';

const MEMORY = { heap: 'memory', semaphore: 'semaphore', eventGroup: 'event group' } as const;

/** Faults that are switched on. */
export const faults = {
  begins: ({ name, about }: { name: string; about: Message }, render: Render) =>
    `fault ${name}: ${render(about)}`,
  acts: ({ name }: { name: string; about: Message }) => `fault ${name} acts`,
  ends: ({ name }: { name: string; about: Message }) => `fault ${name} ended`,
  unknown: ({ name, nearest }: { name: string; nearest: string | undefined }) =>
    `there is no fault ${name}; ${nearest === undefined ? '' : `did you mean ${nearest}? `}docs/reference/faults.md lists them`,
  unknownParameter: ({ fault, key, nearest }: { fault: string; key: string; nearest: string | undefined }) =>
    `the fault ${fault} has no parameter ${key}; did you mean ${nearest ?? 'another'}?`,
  missingParameter: ({ fault, key }: { fault: string; key: string }) =>
    `the fault ${fault} needs the parameter ${key}`,
  wrongParameter: ({ fault, key, why }: { fault: string; key: string; why: string }) =>
    `${key} of the fault ${fault}: ${why}`,
  parameterTakes: ({ fault, key, values }: { fault: string; key: string; values: string }) =>
    `${key} of the fault ${fault} takes ${values}`,
  neverAgain: ({ fault }: { fault: string }) =>
    `the fault ${fault} takes no every: it is not momentary, but acts whenever it can until for or count end it`,
  noEvery: ({ fault, count }: { fault: string; count: number }) =>
    `the fault ${fault} is momentary: with count=${count}, also give every, the time after which it happens again`,
  notHere: ({ name, areas }: { name: string; areas: readonly string[] }) =>
    `the fault ${name} cannot act here, only those of ${areas.join(', ')}`,
  notPossible: () => 'the module was created without faults; give the option faults, if only an empty list',
  notATime: () => 'a time is 200ms, 5s, 2m, 1h or a number of milliseconds',
  notAPeriod: () => 'a period must be at least 1ms',
  notACommand: () => 'a command begins with AT',
  notATopic: () => 'a topic has one character or more, and none of +, # and NUL',
  tooLong: () => 'a time can be at most 24 days',
  notEscaped: () => 'a text has \\r, \\n, \\t, \\0, \\\\ and \\xNN for bytes, and no other backslash',
  noMemory: ({ what }: { what: 'heap' | 'semaphore' | 'eventGroup' }) =>
    `no ${MEMORY[what]} is free: the fault module.noMemory is active`,
  answered: ({ answer }: { answer: string }) => `the fault module.answer answers ${answer}`,
  lineDoesNotFollow: ({ reason }: { reason: Message }, render: Render) =>
    `the serial line does not support the speed of the fault uart.wrongBaud: ${render(reason)}`,
  notAnAddress: () => 'give an IPv4 or IPv6 address',
  notADate: () => 'a date is 1970, 2031-01-01 or 2026-11-30T12:00:00Z',
  notADifference: () => 'a difference is 90s, -1h, 8760h or a number of milliseconds',
  noTime: () => 'no answer: the fault module.noTime is active',
};
