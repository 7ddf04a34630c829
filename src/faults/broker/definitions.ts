import { z } from 'zod';
import { message, textOf } from '#messages/message';
import { defineFault } from '../definition.ts';
import { time } from '../parameters.ts';
import { MALFORMED_KINDS } from './malformed.ts';

const client = z
  .string()
  .optional()
  .describe('Only for the client with this identifier, as its CONNECT has it; without it for all.');
const topic = z
  .string()
  .optional()
  .describe('Only for topics that this topic filter matches; without it for all.');
const filter = z
  .string()
  .optional()
  .describe('Only for subscriptions of filters that equal this one or that it matches; without it for all.');
const reaches = z
  .boolean()
  .default(true)
  .describe('Whether the broker gets what it does not answer; false: it is lost on the way.');
const qos = z.int().min(0).max(2);

/** When it happens: by the clock, or after a packet. */
const trigger = {
  client,
  on: z
    .enum(['now', 'connect', 'subscribe', 'publish'])
    .default('now')
    .describe(
      'now: once, after the time of after, to who is connected then; otherwise each time that a client was accepted, subscribes or publishes.',
    ),
  topic: topic.describe(
    'With on=subscribe and on=publish: only for topics and filters that this topic filter matches.',
  ),
};
const momentary = ({ on }: Readonly<Record<string, unknown>>): boolean => on === 'now';

/** What a broker does wrong: seen as packets between a client and the broker, whatever carries them. */
export const brokerFaults = {
  'broker.connack': defineFault({
    about: message('faultAbout.brokerConnack'),
    hostSees: message('faultHostSees.brokerConnack'),
    parameters: {
      client,
      code: z
        .int()
        .min(1)
        .max(255)
        .default(5)
        .describe('The return code of CONNACK; MQTT 3.1.1 knows 1 to 5.'),
    },
  }),
  'broker.noConnack': defineFault({
    about: message('faultAbout.brokerNoConnack'),
    hostSees: message('faultHostSees.brokerNoConnack'),
    parameters: { client },
  }),
  'broker.sessionLost': defineFault({
    about: message('faultAbout.brokerSessionLost'),
    hostSees: message('faultHostSees.brokerSessionLost'),
    parameters: { client },
  }),
  'broker.sessionInvented': defineFault({
    about: message('faultAbout.brokerSessionInvented'),
    hostSees: message('faultHostSees.brokerSessionInvented'),
    parameters: { client },
  }),
  'broker.suback': defineFault({
    about: message('faultAbout.brokerSuback'),
    hostSees: message('faultHostSees.brokerSuback'),
    parameters: {
      client,
      topic: filter,
      qos: qos
        .optional()
        .describe('The QoS that is granted at most; without it the subscription is refused (0x80).'),
    },
  }),
  'broker.noSuback': defineFault({
    about: message('faultAbout.brokerNoSuback'),
    hostSees: message('faultHostSees.brokerNoSuback'),
    parameters: { client, topic: filter, reaches },
  }),
  'broker.noUnsuback': defineFault({
    about: message('faultAbout.brokerNoUnsuback'),
    hostSees: message('faultHostSees.brokerNoUnsuback'),
    parameters: { client, reaches },
  }),
  'broker.noPuback': defineFault({
    about: message('faultAbout.brokerNoPuback'),
    hostSees: message('faultHostSees.brokerNoPuback'),
    parameters: { client, topic, reaches },
  }),
  'broker.latePuback': defineFault({
    about: message('faultAbout.brokerLatePuback'),
    hostSees: message('faultHostSees.brokerLatePuback'),
    parameters: { client, topic, time: time().describe('How late it comes.') },
  }),
  'broker.doublePuback': defineFault({
    about: message('faultAbout.brokerDoublePuback'),
    hostSees: message('faultHostSees.brokerDoublePuback'),
    parameters: { client, topic },
  }),
  'broker.noPubrec': defineFault({
    about: message('faultAbout.brokerNoPubrec'),
    hostSees: message('faultHostSees.brokerNoPubrec'),
    parameters: { client, topic, reaches },
  }),
  'broker.doublePubrec': defineFault({
    about: message('faultAbout.brokerDoublePubrec'),
    hostSees: message('faultHostSees.brokerDoublePubrec'),
    parameters: { client, topic },
  }),
  'broker.noPubcomp': defineFault({
    about: message('faultAbout.brokerNoPubcomp'),
    hostSees: message('faultHostSees.brokerNoPubcomp'),
    parameters: { client },
  }),
  'broker.pubackForQos2': defineFault({
    about: message('faultAbout.brokerPubackForQos2'),
    hostSees: message('faultHostSees.brokerPubackForQos2'),
    parameters: { client, topic },
  }),
  'broker.noPingresp': defineFault({
    about: message('faultAbout.brokerNoPingresp'),
    hostSees: message('faultHostSees.brokerNoPingresp'),
    parameters: { client },
  }),
  'broker.duplicate': defineFault({
    about: message('faultAbout.brokerDuplicate'),
    hostSees: message('faultHostSees.brokerDuplicate'),
    parameters: {
      client,
      topic,
      dup: z
        .boolean()
        .default(true)
        .describe(
          'Whether the second is the first once more, with DUP and the same identifier, where its QoS has them; false: it is another message.',
        ),
    },
  }),
  'broker.retained': defineFault({
    about: message('faultAbout.brokerRetained'),
    hostSees: message('faultHostSees.brokerRetained'),
    parameters: {
      client,
      topic: filter,
      payload: z.string().default('retained').describe('What it says.'),
      qos: qos.default(0).describe('Its QoS.'),
      before: z.boolean().default(false).describe('Whether it comes before SUBACK instead of after it.'),
    },
  }),
  'broker.flood': defineFault({
    about: message('faultAbout.brokerFlood'),
    hostSees: message('faultHostSees.brokerFlood'),
    count: 100,
    parameters: {
      client,
      topic: z
        .string()
        .regex(/^[^#+\0]+$/, textOf(message('faults.notATopic')))
        .default('flood')
        .describe('The topic of the messages.'),
      bytes: z
        .int()
        .min(0)
        .max(1_000_000)
        .default(64)
        .describe('The size of each; it begins with the number of the message.'),
      qos: qos.default(0).describe('Their QoS.'),
      perSecond: z
        .number()
        .gt(0)
        .max(1_000_000)
        .optional()
        .describe('How many come in a second; without it as many as the client takes.'),
    },
  }),
  'broker.kick': defineFault({
    about: message('faultAbout.brokerKick'),
    hostSees: message('faultHostSees.brokerKick'),
    momentary,
    parameters: trigger,
  }),
  'broker.closeAfter': defineFault({
    about: message('faultAbout.brokerCloseAfter'),
    hostSees: message('faultHostSees.brokerCloseAfter'),
    parameters: {
      client,
      packets: z
        .int()
        .min(1)
        .default(10)
        .describe('How many packets there are on a connection, CONNECT the first, of both sides.'),
    },
  }),
  'broker.takeOver': defineFault({
    about: message('faultAbout.brokerTakeOver'),
    hostSees: message('faultHostSees.brokerTakeOver'),
    momentary,
    parameters: {
      ...trigger,
      stays: time().prefault('1s').describe('How long the other client stays connected, if it is let.'),
    },
  }),
  'broker.malformed': defineFault({
    about: message('faultAbout.brokerMalformed'),
    hostSees: message('faultHostSees.brokerMalformed'),
    momentary,
    parameters: {
      ...trigger,
      kind: z
        .enum(MALFORMED_KINDS)
        .optional()
        .describe('What is wrong with the packet; without it the seed chooses.'),
    },
  }),
};
