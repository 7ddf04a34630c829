import type { Message, Render } from '../types.ts';

type Side = 'host' | 'module';
type InFile = { file: string; why: Message };

type OfReplay = { file: string; line: number; from: Side };

const bytesOf = (bytes: number): string => `${bytes} byte${bytes === 1 ? '' : 's'}`;

/** Recordings of what goes between a host and a module: what a tap says, and what is wrong with a file. */
export const recording = {
  cannotOpen: ({ file, why }: InFile, render: Render) =>
    `The recording ${file} cannot be written: ${render(why)}.`,
  notWritten: ({ file, why }: InFile, render: Render) =>
    `the recording ${file} is not whole from here on: ${render(why)}; all else goes on, and how much is missing is told at the end`,
  readerTooSlow: () => 'its reader is too slow',
  missing: ({ file, bytes }: { file: string; bytes: number }) =>
    `${bytesOf(bytes)} of what was said ${bytes === 1 ? 'is' : 'are'} missing in the recording ${file}`,
  secrets: ({ file }: { file: string }) =>
    `the recording ${file} has all that goes over the line, passwords too, and is readable by you alone; --mask leaves them out`,

  secretsOfRun: ({ file }: { file: string }) =>
    `the recording ${file} has all that goes over the UART, passwords too, and is readable by you alone`,

  severalModules: () =>
    '--record takes the session of one module, and there are several: run the others in a program of their own.',
  forksNotRecorded: () => 'modules of ports with fork are not recorded',

  unreadable: ({ file, why }: InFile, render: Render) => `${file} cannot be read: ${render(why)}.`,
  foreign: ({ file }: { file: string }) =>
    `${file} is no recording: its first line is not the header that atmqtt tap and run --record write.`,
  laterVersion: ({ file, version }: { file: string; version: number }) =>
    `${file} is a recording of version ${version}, which a later version of atmqtt reads.`,
  broken: ({ file, line, why }: InFile & { line: number }, render: Render) =>
    `${file}:${line}: the line cannot be read: ${render(why)}.`,
  noJson: () => 'it is no JSON',
  lineTooLong: () => 'it is longer than 16 MiB',
  noBytes: () => 'it has its bytes neither as text nor as hex nor as base64, or in several ways',
  wrongField: ({ field }: { field: string }) =>
    field === '' ? 'it is no object' : `${field} is not what it should be`,
  cutOff: ({ file, line }: { file: string; line: number }) =>
    `${file}:${line}: the last line is cut off, as by a recorder that was killed; the lines before it are used`,

  replayUp: ({ file, as, place }: { file: string; as: Side; place: string }) =>
    as === 'module'
      ? `Replaying ${file} as the module: the host attaches at ${place}.`
      : `Replaying ${file} as the host of the module at ${place}.`,
  replayed: ({ file, they, matched, sent }: { file: string; they: Side; matched: number; sent: number }) =>
    `${file} was replayed to its end: ${bytesOf(matched)} from the ${they} as recorded, ${bytesOf(sent)} sent.`,
  differs: ({ file, line, from, byte, inSecret }: OfReplay & { byte: number; inSecret: boolean }) =>
    `${file}:${line}: byte ${byte} from the ${from} is not as recorded${inSecret ? '; it is in a password, or not shown' : ':'}`,
  surplus: ({ file, from, came }: { file: string; from: Side; came: string }) =>
    `${file} is over, and the ${from} says more: ${came}`,
  didNotCome: ({ file, line, from, wanted, why }: OfReplay & { wanted: string; why: 'late' | 'gone' }) =>
    `${file}:${line}: the ${from} ${why === 'late' ? 'does not say' : 'has gone, and did not say'} what was recorded: ${wanted}`,
  notThere: ({ file, line, from }: OfReplay) => `${file}:${line}: no ${from} is there any more.`,
  calledOff: ({ file, line }: { file: string; line: number }) =>
    `${file}:${line}: the replay was called off here.`,
  badTimeout: ({ typed }: { typed: string }) =>
    `--timeout takes seconds, or a time such as 500ms or 2m, not ${JSON.stringify(typed)}.`,
  maskedHost: ({ file }: { file: string }) =>
    `${file} was recorded without its passwords, and the module is sent "***" in their place`,

  notCarriedOver: ({ file, line, why }: InFile & { line: number }, render: Render) =>
    `${file}:${line}: ${render(why)}`,
  nothingSaid: () => 'there is no command in it',
  early: ({ line }: { line: string }) =>
    `${line} came while another command ran; a scenario sends one at a time, and it is left out`,
  unknownCommand: ({ name }: { name: string }) => `${name} is no command of atmqtt, and is left out`,
  unanswered: ({ line }: { line: string }) => `${line} was not answered to its end, and is left out`,
  unknownOutput: ({ line }: { line: string }) =>
    `atmqtt does not write ${JSON.stringify(line)}, which is not expected`,
  resetByItself: () => 'the module restarted by itself; the step reset stands in its place',
  storedContent: ({ name }: { name: string }) =>
    `what ${name} answers depends on what is stored, and is not compared`,
  publishedByOthers: ({ topic }: { topic: string }) =>
    `somebody else published to ${topic}; the step publish stands in their place`,
  longData: ({ bytes }: { bytes: number }) =>
    `the data is ${bytesOf(bytes)} long; as many times x stands in its place`,
  scenarioMade: ({ file, output }: { file: string; output: string }) => `${output} is made from ${file}`,

  tapUp: ({ host, module }: { host: string; module: string }) =>
    `Tapping: the host attaches at ${host}, the module is at ${module}; Ctrl-C ends.`,
  tapDone: ({ host, module, file }: { host: number; module: number; file: string | undefined }) =>
    `${bytesOf(host)} from the host, ${bytesOf(module)} from the module${file === undefined ? '' : `, recorded in ${file}`}`,
  stdioTwice: () => 'Standard input and output can be one side of a tap, not both.',
  lineDoesNotFollow: ({ side, baud, why }: { side: Side; baud: number; why: Message }, render: Render) =>
    `the line of the ${side} is not set to ${baud} baud: ${render(why)}`,
  undelivered: ({ from, to, bytes }: { from: Side; to: Side; bytes: number }) =>
    `${bytesOf(bytes)} from the ${from} lost: no ${to} is there`,
  opened: ({ side, name }: { side: Side; name: string | undefined }) =>
    `the ${side} is there${name === undefined ? '' : `: ${name}`}`,
  closed: ({ side }: { side: Side }) => `the ${side} has gone`,
  lost: ({ side }: { side: Side }) => `the ${side} has gone, and is looked for`,
  line: ({ side, baud, flowControl }: { side: Side; baud: number; flowControl: string }) =>
    `the line of the ${side}: ${baud} baud, flow control ${flowControl}`,
  signal: ({ side, signal }: { side: Side; signal: string }) =>
    `the ${side} switches ${signal.toUpperCase()} on`,
  gap: ({ bytes }: { bytes: number }) => `${bytesOf(bytes)} ${bytes === 1 ? 'is' : 'are'} missing here`,
};
