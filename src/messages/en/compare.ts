import { day } from '../dates.ts';
import type { Message, Render } from '../types.ts';

/** Minutes and seconds, or seconds alone. */
const time = (ms: number): string => {
  const seconds = Math.round(ms / 1000);
  const [minutes, hours] = [Math.floor(seconds / 60), Math.floor(seconds / 3600)];
  if (hours > 0) return `${hours} h ${minutes % 60} min`;
  return minutes > 0 ? `${minutes} min ${seconds % 60} s` : `${seconds} s`;
};
const cases = (count: number): string => (count === 1 ? '1 case' : `${count} cases`);

const LEFT_OUT = {
  timing: 'how often a module reconnects hangs on its clock',
  broker: 'they need a broker that the module reaches (--broker HOST:PORT, Wi-Fi)',
  restart: 'they restart the module or change its clock (--allow restart)',
  restore: 'they restore the factory settings (--allow restore)',
  flash: 'they write to the partition of certificates and keys (--allow flash)',
  oneRead: 'a serial line cuts what they write in one piece',
  address: 'a line would be too long with the address of this broker',
  elsewhere: 'they name a broker that only the network of the observed modules had',
};

/** What `atmqtt compare` says. */
export const compare = {
  lineLost: () => 'Nobody is at the port any more.',
  stopped: () => 'It was ended before all cases were played.',
  silent: () => 'The module does not answer AT any more.',
  notClean: () => 'AT+MQTTCLEAN did not bring the module to a link without a configuration.',
  nobodyThere: ({ port, ms }: { port: string; ms: number }) => `Nobody came to ${port} within ${time(ms)}.`,
  noModule: ({ port }: { port: string }) =>
    `No module answers AT at ${port}: is it the right port, and the right speed (serial:DEVICE,BAUD)?`,
  notJoined: ({ ssid }: { ssid: string }) =>
    `The module did not join ${JSON.stringify(ssid)}: check the name and the password (--wifi-password-file).`,
  noAddress: () =>
    'The module has no address: cases that need a broker are left out. Join an access point first, or give --ssid.',
  brokerNotReached: ({ host, port }: { host: string; port: number }) =>
    `The module did not reach the broker at ${host}:${port}: cases that need it are left out. Give an address of this computer with --broker HOST:PORT.`,
  waitsForModule: ({ reason }: { reason: Message }, render: Render) =>
    `${render(reason)} Waiting for it, two minutes at most; reset it or plug it in again.`,
  moduleIsBack: () => 'The module answers again; it goes on.',
  nothingPlayed: ({ why }: { why: readonly Message[] }, render: Render) =>
    `No case can be played. ${why.map(render).join(' ')}`,
  noCorrections: ({ line }: { line: number }) =>
    `Line ${line} is not as atmqtt compare --corrections writes it.`,
  unwritable: ({ file, why }: { file: string; why: Message }, render: Render) =>
    `${file} cannot be written: ${render(why)}`,
  badOnly: ({ typed, groups }: { typed: string; groups: readonly string[] }) =>
    `There is no case or group ${JSON.stringify(typed)}; the groups are ${groups.join(', ')}.`,
  badAllow: ({ typed, known }: { typed: string; known: readonly string[] }) =>
    `--allow takes ${known.join(', ')}, not ${JSON.stringify(typed)}.`,
  badTimeout: ({ typed }: { typed: string }) =>
    `--timeout takes a time with its unit, such as 500ms or 5s, not ${JSON.stringify(typed)}.`,
  passwordWithoutSsid: () => '--wifi-password-file needs --ssid.',
  passwordTwice: ({ first, second }: { first: string; second: string }) =>
    `The Wi-Fi password is given twice, by ${first} and ${second}: give one of them.`,
  noCases: () =>
    'The cases are missing from this installation: build it with npm run build, or install it anew.',
  progress: ({
    done,
    planned,
    differing,
    msLeft,
  }: {
    done: number;
    planned: number;
    differing: number;
    msLeft: number;
  }) => `${done} of ${cases(planned)}, ${differing} differ from all, about ${time(msLeft)} left`,

  title: ({ port }: { port: string }) => `Comparison of the module at ${port}`,
  played: ({ played, planned, ms }: { played: number; planned: number; ms: number }) =>
    `${played} of ${cases(planned)} played in ${time(ms)}.`,
  mostLike: ({ profile, same, played }: { profile: string; same: number; played: number }) =>
    `Most like firmware ${profile}: ${same} of ${cases(played)} the same.`,
  asMuchLike: ({ profiles }: { profiles: readonly string[] }) =>
    `The cases that were played do not tell it from ${profiles.join('; ')}.`,
  heldAgainst: ({ profile }: { profile: string }) =>
    `Differences are those from ours as firmware ${profile}.`,
  noDifference: () => 'No difference.',
  findings: ({ findings, count }: { findings: number; count: number }) =>
    `${findings === 1 ? '1 finding' : `${findings} findings`}, ${cases(count)}.`,
  likenessHead: () => 'The same and different, by firmware',
  likeness: ({ name, same, differ }: { name: Message; same: number; differ: number }, render: Render) =>
    `  ${render(name).padEnd(29)} ${String(same).padStart(6)} same ${String(differ).padStart(6)} differ`,
  ourProfile: ({ profile }: { profile: string }) => `atmqtt ${profile}`,
  observed: ({ version }: { version: string }) => `genuine ${version}`,
  same: () => 'same',
  differ: () => 'differ',
  findingsHead: () => 'Findings',
  remarksHead: () => 'What was not compared',
  madeBy: ({ program, startedAt }: { program: string; startedAt: number }) =>
    `atmqtt ${program}, ${day(startedAt)}`,
  placeCause: ({ setting, follow }: { setting: string; follow: 'manual' | 'module' }) =>
    follow === 'manual'
      ? `${setting}: as the manual has it, not as genuine modules do`
      : `${setting}: as genuine modules do, not as the manual has it`,
  profileCause: ({ profile }: { profile: string }) => `As firmware ${profile}`,
  answerCause: ({ command, ours, came }: { command: string; ours: string; came: string }) => {
    const where = command === '' ? '' : `${command}: `;
    return `${where}${came === '' ? 'nothing' : came} instead of ${ours === '' ? 'nothing' : ours}`;
  },
  valuesCause: ({ shape }: { shape: string }) => `Other values in ${shape}`,
  orderCause: ({ command }: { command: string }) => `${command}: the same lines in another order`,
  lineEndsCause: () => 'Other line ends, or another echo',
  finding: ({ number, cause, count }: { number: number; cause: Message; count: number }, render: Render) =>
    `${number}. ${render(cause)} (${cases(count)})`,
  case: ({ id, step, about }: { id: string; step: number; about: string }) => `${id}, step ${step}: ${about}`,
  sent: () => 'sent',
  ours: () => 'ours',
  came: () => 'came',
  manual: () => 'manual',
  nothing: () => '(nothing)',
  seenOn: ({ versions, manual }: { versions: readonly string[]; manual: boolean }) => {
    const seen =
      versions.length === 0
        ? 'no genuine module was seen to do so'
        : `seen of genuine ${versions.join(', ')}`;
    return manual ? `${seen}; as the manual has it` : seen;
  },
  moreCases: ({ ids }: { ids: readonly string[] }) => `also ${ids.join(' ')}`,
  leftOut: ({ why, count }: { why: keyof typeof LEFT_OUT; count: number }) =>
    `${cases(count)} left out: ${LEFT_OUT[why]}.`,
  lostIn: ({ ids }: { ids: readonly string[] }) => `The module was lost in ${ids.join(' ')}.`,
  notCompared: () =>
    'Not compared: the address of the broker, which is written as 127.0.0.1 and 1883; versions, times, heap figures and lists of commands, which must only have their form; what a module writes while it boots.',
};
