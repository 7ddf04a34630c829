import type { Message, Render } from '../types.ts';

type WhyUnreadable = { file: string; why: string };

const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;

/** What is said of options, environment and settings file on their way to a plan. */
export const config = {
  takes: ({ name, values }: { name: string; values: Message }, render: Render) =>
    `${name} takes ${render(values)}.`,
  takesAddress: ({ name, example, typed }: { name: string; example: string; typed: string }) =>
    `${name} takes HOST:PORT, such as ${example}, not ${JSON.stringify(typed)}.`,
  noControlPath: ({ name }: { name: string }) =>
    `${name} needs the path of a socket after unix:, such as unix:/tmp/atmqtt-control.sock.`,
  webOnSocket: ({ web, path, control }: { web: string; path: string; control: string }) =>
    `${web} asks for the page, which browsers do not find at the socket unix:${path} of ${control}; name HOST:PORT there, or leave one of them out.`,
  webElsewhere: ({ page, web, plane, control }: Record<'page' | 'web' | 'plane' | 'control', string>) =>
    `${web} wants the page at ${page} and ${control} the control plane at ${plane}, but it is the control plane that serves the page; name one address, or leave one of them out.`,
  faultWithoutBroker: ({ fault, from }: { fault: string; from: string }) =>
    `${from} has the fault ${fault} for an embedded broker, but there is none; start one with --broker or broker.tcp, or use --fault, which acts in front of any broker.`,
  unknownVariable: ({ name, nearest }: { name: string; nearest: string }) =>
    `there is no variable ${name}; did you mean ${nearest}?`,
  brokerPasswordShown: ({ option, file, variable }: { option: string; file: string; variable: string }) =>
    `other users of this computer can see the password in ${option}; put it into a file that only this user can read and name it with ${file}, or set ${variable}`,
  brokerPasswordTwice: ({ first, second }: { first: string; second: string }) =>
    `${first} and ${second} both give a password; leave one of them out.`,
  badWait: ({ typed, max }: { typed: string; max: number }) =>
    `--wait takes seconds, at most ${max}, or forever, not ${JSON.stringify(typed)}.`,
  passwordShown: ({ name, variable }: { name: string; variable: string }) =>
    `other users of this computer can see the password in --set ${name}=…; set ${variable} in the environment, or name a settings file that only this user can read`,
  portsOfOne: ({ name, file, modules }: { name: string; file: string; modules: number }) =>
    `${name} is for a single module, but ${file} has ${modules}; give each its own ports in the file.`,
  flashOfOne: ({ name, file, modules }: { name: string; file: string; modules: number }) =>
    `${name} is for a single module, but ${file} has ${modules}; give each its own flash directory in the file.`,

  noFile: ({ file }: { file: string }) =>
    `There is no settings file ${file}; docs/guides/configuration.md shows how to write one.`,
  fileUnreadable: ({ file, why }: WhyUnreadable) => `The settings file ${file} cannot be read: ${why}.`,
  fileTooLarge: ({ file }: { file: string }) =>
    `The settings file ${file} cannot be read: it is larger than 1 MiB.`,
  fileNotText: ({ file }: { file: string }) =>
    `The settings file ${file} cannot be read: it is not text in UTF-8.`,
  /** A mistake with its place. */
  mistakeAt: (
    { file, line, column, reason }: { file: string; line: number; column?: number; reason: Message },
    render: Render,
  ) => [file, line, column, ` ${render(reason)}`].filter((part) => part !== undefined).join(':'),

  yamlUnreadable: ({ what }: { what: string }) => `this YAML cannot be read: ${what}.`,
  yamlSign: ({ what }: { what: string }) =>
    `this YAML cannot be read: ${what}; put text that begins with such a character into quotes.`,
  yamlSeveralDocuments: ({ what }: { what: string }) =>
    `this YAML cannot be read: ${what}; keep one, without a line of "---".`,
  yamlAlias: () =>
    'this YAML cannot be read: an alias without its anchor; put text that begins with such a character into quotes.',
  yamlTooDeep: ({ levels }: { levels: number }) =>
    `this YAML cannot be read: it is nested more than ${levels} levels deep.`,
  yamlProto: () => 'this YAML cannot be read: no key can be __proto__.',

  unknownKey: ({ shown, cut, nearest }: { shown: string; cut: boolean; nearest: string }) =>
    `there is no key ${JSON.stringify(shown)} here; did you mean ${JSON.stringify(nearest)}?` +
    (cut ? ' A key ends with a colon and a space.' : ''),
  missingKey: ({ place, key }: { place: string; key: string }) =>
    `${place || 'a settings file'} needs the key ${JSON.stringify(key)}.`,
  badModuleName: ({ name }: { name: string }) =>
    `a module cannot be called ${JSON.stringify(name)}; its name is ` +
    'a letter, then up to 31 letters, digits, "_", "." or "-".',
  /** What a port, an address or the like is refused for, as a whole sentence. */
  refused: ({ reason }: { reason: Message }, render: Render) => render(reason).replace(/\.?$/, '.'),
  placeTakes: ({ place, values }: { place: string; values: Message }, render: Render) =>
    `${place || 'a settings file'} takes ${render(values)}.`,
  valuesOfListener: () => 'HOST:PORT, a port from 0 to 65535, or true',
  valuesOfFault: () =>
    'a fault: text such as wifi.drop,after=5s,for=2s, or keys with values, fault among them',
  valuesOfList: () => 'a list',
  valuesOfListMin: ({ min }: { min: number }) => `a list of at least ${min}`,
  valuesOfListMax: ({ max }: { max: number }) => `a list of at most ${max}`,
  valuesInQuotes: ({ values }: { values: Message }, render: Render) =>
    `${render(values)}; put it into quotes`,

  askedTwice: ({ module, what }: { module: string; what: Message }, render: Render) =>
    `module ${module} uses ${render(what)} twice; change one of the two.`,
  bothAsk: ({ first, second, what }: { first: string; second: string; what: Message }, render: Render) =>
    `modules ${first} and ${second} both use ${render(what)}; change one of the two.`,
  clientAt: ({ id, broker }: { id: string; broker: string }) =>
    `the client ID ${JSON.stringify(id)} at ${broker}, where each takes the connection from the other`,
  connectsNowhere: ({ module, names }: { module: string; names: readonly string[] }) =>
    `module ${module} connects nowhere by itself: ${names.join(', ')} ${names.length === 1 ? 'is' : 'are'} set, but not connect.host`,
  standardInput: () => 'standard input',
  link: ({ path }: { path: string }) => `the link ${path}`,
  device: ({ path }: { path: string }) => `the device ${path}`,
  socket: ({ path }: { path: string }) => `the socket ${path}`,
  tcpPort: ({ port }: { port: number }) => `TCP port ${port}`,
  flashDirectory: ({ path }: { path: string }) => `the flash directory ${path}`,

  noMistakes: ({ file, modules, ports }: { file: string; modules: number; ports: number }) =>
    `${file}: ${counted(modules, 'module')}, ${counted(ports, 'port')}; no mistakes.`,
  noValue: () => '(none)',
  /** Where a value came from, but for a file and its line. */
  fromDefault: () => 'default',
  fromOption: ({ option }: { option: string }) => `option ${option}`,
  fromEnvironment: ({ variable }: { variable: string }) => `environment ${variable}`,
};
