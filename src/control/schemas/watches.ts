import { z } from 'zod';
import { toldSchema } from './status.ts';

const time = z.iso.datetime();
const qos = z.int().min(0).max(2);

const author = z
  .object({
    client: z.string().exactOptional().describe('The client identifier, which the embedded broker knows.'),
    module: z.string().exactOptional().describe('The module that has sent the same message just before.'),
    link: z.int().exactOptional().describe('Its LinkID.'),
    here: z.literal(true).exactOptional().describe('It was published by this interface.'),
  })
  .meta({
    id: 'Author',
    description: 'Who published a message, as far as that is known: MQTT 3.1.1 tells it to no subscriber.',
  });

/** Where to look on. */
export const watchRequestSchema = z.strictObject({
  module: z
    .string()
    .optional()
    .describe('Look on at the broker of a link of this module, with the user of the link.'),
  link: z.int().min(0).max(9).default(0).describe('The LinkID.'),
  url: z
    .string()
    .max(1000)
    .optional()
    .describe('Look on at this broker: mqtt://HOST:PORT, or mqtts://, ws://, wss://.'),
  username: z.string().max(1024).optional().describe('With url: the user name.'),
  password: z.string().max(1024).optional().describe('With url: the password.'),
  insecure: z.boolean().optional().describe('With url, over TLS: any certificate will do.'),
});

/** Somebody who looks on. */
export const watchSchema = z.object({
  id: z.string().describe('What the other requests name it by; it ends 15 s after the last of them.'),
  broker: z.string().describe('embedded, or where it is.'),
  connected: z.boolean().describe('False: the connection is lost, and tried again every 2 s.'),
  reason: toldSchema.exactOptional().describe('Why it was lost.'),
});

const topicShape = {
  topic: z.string(),
  count: z.int().min(0).describe('Messages since it looks on; 0: only the retained one.'),
  rate: z.number().min(0).describe('Messages a second, over the last seconds.'),
  retained: z
    .boolean()
    .describe(
      'The broker keeps a message on it, as far as that is known: of any broker since it was asked last.',
    ),
  time: time.describe('When the last message came.'),
  qos: qos.describe('Of the last message.'),
  bytes: z.int().min(0).describe('Of its payload.'),
  from: author,
};

/** The topics that have changed. */
export const topicsSchema = watchSchema.extend({
  version: z.int().min(0).describe('after of the next question.'),
  total: z.int().min(0).describe('How many topics are kept.'),
  leftOut: z.int().min(0).describe('Messages on topics for which there is no room.'),
  topics: z.array(
    z.object({
      ...topicShape,
      preview: z.string().describe('The beginning of the last payload, at most 120 characters.'),
      binary: z.boolean().describe('It is no text; preview has hexadecimal digits.'),
    }),
  ),
});

/** A topic with its last messages. */
export const topicMessagesSchema = z.object({
  ...topicShape,
  messages: z
    .array(
      z.object({
        number: z.int().min(1).describe('Counts the messages of the topic; after of the next question.'),
        time,
        qos,
        retain: z.boolean().describe('It was published retained, or came because it is.'),
        bytes: z.int().min(0),
        cut: z.literal(true).exactOptional().describe('The payload is longer than what is kept of it.'),
        base64: z.string().describe('The payload, at most 65536 bytes of it.'),
        from: author,
      }),
    )
    .describe('The last two, the older one first; once it was asked for, up to 500.'),
});
