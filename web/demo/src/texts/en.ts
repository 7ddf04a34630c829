import type { StepName } from '../lesson/steps.ts';
import type { ShownTopic } from '../session.ts';

/** What a step says; `code` in it is between backquotes. */
export interface StepTexts {
  readonly title: string;
  /** What is to be done. */
  readonly task: string;
  /** What the parts of it mean. */
  readonly meaning: string;
  /** What has happened, and why, once it is done. */
  readonly why: string;
}

/** Every text of lesson and playground. */
export interface Texts {
  readonly terminal: string;
  readonly moduleSays: string;
  readonly typeCommand: string;
  readonly typeData: (bytes: number) => string;
  readonly send: string;
  readonly packets: string;
  readonly noPackets: string;
  readonly toBroker: string;
  readonly fromBroker: string;
  readonly topics: string;
  readonly noTopics: string;
  readonly topicFacts: (topic: ShownTopic) => string;
  readonly log: string;
  readonly noLog: string;
  readonly restart: string;
  readonly lesson: {
    readonly title: string;
    readonly about: string;
    readonly progress: (done: number, all: number) => string;
    readonly done: string;
    readonly take: string;
    readonly explain: (code: string) => string;
    readonly failed: string;
    readonly otherCommand: (wanted: string) => string;
    readonly otherScheme: (scheme: string) => string;
    readonly otherFilter: (topic: string) => string;
    readonly notSubscribed: (topic: string) => string;
    readonly asksForData: (bytes: number) => string;
    readonly dataMissing: (bytes: number) => string;
    readonly dataTooLong: (bytes: number) => string;
    readonly codesOff: string;
    readonly noMistake: string;
    readonly otherMistake: string;
    readonly noComma: string;
    readonly finished: string;
    readonly steps: Readonly<Record<StepName, StepTexts>>;
  };
  readonly playground: {
    readonly title: string;
    readonly about: string;
    readonly shared: (lines: number) => string;
    readonly run: string;
    readonly share: string;
    readonly copied: string;
    readonly address: string;
  };
  readonly page: {
    readonly views: string;
    readonly lesson: string;
    readonly playground: string;
    readonly language: string;
    readonly about: string;
  };
}

const bytesOf = (bytes: number): string => (bytes === 1 ? '1 byte' : `${bytes} bytes`);

export const en: Texts = {
  terminal: 'Terminal',
  moduleSays: 'What the module says',
  typeCommand: 'AT command',
  typeData: (bytes) => `Data, ${bytesOf(bytes)} more`,
  send: 'Send',
  packets: 'MQTT packets',
  noPackets: 'None yet: there is no connection.',
  toBroker: 'to the broker',
  fromBroker: 'from the broker',
  topics: 'Topics at the broker',
  noTopics: 'Nothing has been published yet.',
  topicFacts: ({ qos, retained, messages }) =>
    `QoS ${qos}${retained ? ', retained' : ''}, ${messages === 1 ? '1 message' : `${messages} messages`}`,
  log: 'Log',
  noLog: 'Nothing yet: reasons of failures will be here.',
  restart: 'Start over',
  lesson: {
    title: 'From AT to a published message, in ten steps',
    about:
      'The module and the broker are in this page; nothing leaves it. Type each line into the terminal and press Enter. Mistakes are welcome: the page says what is wrong with them.',
    progress: (done, all) => `${done} of ${all} steps done`,
    done: 'done',
    take: 'Put it into the terminal',
    explain: (code) => `What ${code} means`,
    failed: 'The module answered ERROR. The reason:',
    otherCommand: (wanted) => `That worked. This step wants \`${wanted}\`.`,
    otherScheme: (scheme) =>
      `The scheme is ${scheme}. It is the second parameter; 1 is MQTT over TCP, the others use TLS or WebSocket. Send the line again with 1.`,
    otherFilter: (topic) =>
      `Subscribed, but messages of the topic \`${topic}\` would not come: the filter does not match. \`#\` stands for any levels, \`+\` for one. Subscribe to \`garden/#\`, too.`,
    notSubscribed: (topic) =>
      `Published, but it does not come back: nothing is subscribed that matches \`${topic}\`. Publish to \`garden/door\`.`,
    asksForData: (bytes) =>
      `The module answered OK and the prompt \`>\`. Now it takes the next ${bytesOf(bytes)} as they are, without a line end: type them and press Enter.`,
    dataMissing: (bytes) =>
      `The module still waits for ${bytesOf(bytes)} of data. Until they come it takes everything as data, also AT commands.`,
    dataTooLong: (bytes) =>
      `That was ${bytesOf(bytes)} too many. The module takes what is left as the beginning of the next line; press Enter once to get rid of it.`,
    codesOff: 'Codes are off. `AT+SYSLOG=1` turns them on.',
    noMistake:
      'That worked, for its commas are escaped or it has none. Here make the mistake: send it without backslashes.',
    otherMistake: 'That is another mistake than the one meant here. Its reason:',
    noComma: 'That worked. This step wants the JSON of the step before, with its commas and quotes escaped.',
    finished:
      'That was all of it. What you have typed works the same on an ESP8266 or ESP32 with ESP-AT. Go on in the playground, or with atmqtt on your computer.',
    steps: {
      hello: {
        title: 'Is it there?',
        task: 'Say hello to the module.',
        meaning: 'Every command begins with `AT` and ends with a line end, which Enter sends here.',
        why: 'The module repeats what it gets (the echo) and answers `OK`. Anything but `OK` or `ERROR` at the end of an answer means that it is not done yet.',
      },
      client: {
        title: 'Say who the client is',
        task: 'Set up link 0.',
        meaning:
          'Link 0; scheme 1, which is MQTT over TCP; the client ID `desk`; no user name, no password; certificates 0 and 0; no path.',
        why: 'Nothing has been sent: the module has only kept it for the connection. A client ID must be unique at its broker, or clients take the connection from each other.',
      },
      connect: {
        title: 'Connect to the broker',
        task: 'Connect link 0.',
        meaning: 'Link 0; host and port of the broker; 0: it does not reconnect by itself.',
        why: 'The module has sent CONNECT, and the broker answered with CONNACK, return code 0: see the packets. `+MQTTCONNECTED` came before `OK`, because the connection is there before the command is done.',
      },
      subscribe: {
        title: 'Subscribe',
        task: 'Ask for all messages below `garden`.',
        meaning: 'Link 0; the topic filter, in which `#` stands for everything below; QoS 1: at least once.',
        why: 'The broker has granted the QoS with SUBACK. From now on messages arrive unasked, in lines that begin with `+MQTTSUBRECV`.',
      },
      publish: {
        title: 'Publish',
        task: 'Publish a message to `garden/door`.',
        meaning: 'Link 0; topic; the message in quotes; QoS 1; 0: the broker does not retain it.',
        why: '`OK` came with the PUBACK of the broker. Then the message came back, because it matches your filter: link, topic, its length, and the message as it is, without quotes.',
      },
      raw: {
        title: 'Send bytes of any kind',
        task: 'Announce 5 bytes, wait for the prompt `>`, and send them.',
        meaning:
          'Link 0; topic; the number of bytes; QoS 0; not retained. Then exactly 5 bytes, without quotes.',
        why: 'Nothing has to be escaped here, so this is the way for JSON, binary data and long messages. `+MQTTPUB:OK` says that it was published.',
      },
      codes: {
        title: 'Let errors have codes',
        task: 'Turn on error codes.',
        meaning: 'A genuine module says `ERROR` and no more, unless it is told so.',
        why: 'From now on a failure begins with `ERR CODE:`. The setting is forgotten with the next restart.',
      },
      mistake: {
        title: 'Make the mistake that everybody makes',
        task: 'Publish JSON as it is.',
        meaning:
          'A comma ends a parameter, also inside quotes, and a quote ends the text. JSON is full of both.',
        why: 'The module saw a parameter that ends in the middle of the JSON. A genuine module prints the codes and nothing else; the reason is what atmqtt adds.',
      },
      escape: {
        title: 'Mend it',
        task: 'Send the JSON again, with a backslash before each comma and each quote of it.',
        meaning: 'Inside quotes write `\\,` for a comma, `\\"` for a quote and `\\\\` for a backslash.',
        why: 'The backslashes are gone from the message: they are for the module only. `atmqtt escape` writes such a command, and the literal for your program.',
      },
      leave: {
        title: 'Leave',
        task: 'Close the connection and forget the client.',
        meaning: 'Link 0.',
        why: 'The module has sent DISCONNECT, so the broker knows that this was on purpose and publishes no will. Link 0 is as it was in the beginning.',
      },
    },
  },
  playground: {
    title: 'Playground',
    about: 'A module and a broker in this page; nothing leaves it. Every host and port leads to this broker.',
    shared: (lines) => `${lines === 1 ? '1 line' : `${lines} lines`} to type:`,
    run: 'Type them',
    share: 'Make a link of what was typed',
    copied: 'The link is in the clipboard, and here:',
    address: 'Link',
  },
  page: {
    views: 'Views',
    lesson: 'Lesson',
    playground: 'Playground',
    language: 'Language',
    about: 'An ESP-AT MQTT module, in this page.',
  },
};
