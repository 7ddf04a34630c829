import { z } from 'zod';
import { message, textOf } from '#messages/message';
import { isIP } from '#net/ip';
import { defineFault } from '../definition.ts';
import { time } from '../parameters.ts';
import { whereShape } from '../where.ts';

/** What goes wrong on the way to a broker, below TLS and WebSocket. */
export const networkFaults = {
  'network.refuse': defineFault({
    about: message('faultAbout.networkRefuse'),
    hostSees: message('faultHostSees.networkRefuse'),
    parameters: whereShape,
  }),
  'network.timeout': defineFault({
    about: message('faultAbout.networkTimeout'),
    hostSees: message('faultHostSees.networkTimeout'),
    parameters: whereShape,
  }),
  'network.halfOpen': defineFault({
    about: message('faultAbout.networkHalfOpen'),
    hostSees: message('faultHostSees.networkHalfOpen'),
    parameters: whereShape,
  }),
  'network.latency': defineFault({
    about: message('faultAbout.networkLatency'),
    hostSees: message('faultHostSees.networkLatency'),
    parameters: {
      time: time().describe('How much longer every byte takes, each way.'),
      jitter: time().prefault(0).describe('By how much that goes up and down by chance.'),
      ...whereShape,
    },
  }),
  'network.bandwidth': defineFault({
    about: message('faultAbout.networkBandwidth'),
    hostSees: message('faultHostSees.networkBandwidth'),
    parameters: {
      bytesPerSecond: z
        .int()
        .min(1)
        .describe('Bytes in a second, each way, those of TLS and WebSocket included.'),
      ...whereShape,
    },
  }),
  'network.cut': defineFault({
    about: message('faultAbout.networkCut'),
    hostSees: message('faultHostSees.networkCut'),
    parameters: {
      bytes: z
        .int()
        .min(0)
        .describe(
          'After how many bytes since it began, those of TLS and WebSocket included; 0: at the next one.',
        ),
      direction: z
        .enum(['toBroker', 'toModule', 'both'])
        .default('toModule')
        .describe('Which bytes count: what the module sends, what the broker sends, or both together.'),
      how: z
        .enum(['reset', 'orderly'])
        .default('reset')
        .describe('Whether it is reset (RST) or closed in order (FIN).'),
      ...whereShape,
    },
  }),
  'network.dnsFail': defineFault({
    about: message('faultAbout.networkDnsFail'),
    hostSees: message('faultHostSees.networkDnsFail'),
    parameters: whereShape,
  }),
  'network.dnsWrong': defineFault({
    about: message('faultAbout.networkDnsWrong'),
    hostSees: message('faultHostSees.networkDnsWrong'),
    parameters: {
      address: z
        .string()
        .refine((text) => isIP(text) !== 0, textOf(message('faults.notAnAddress')))
        .describe('Where names lead; IPv6 without brackets.'),
      ...whereShape,
    },
  }),
};
