import { isUsageError, UsageError } from '#errors/usage-error';
import { type Message, message } from '#messages/message';
import { checkTopicName } from '#mqtt/codec/topics';
import type { EscapedCommand } from './command.ts';

/** A message to publish, and how. */
export interface PublishOptions {
  readonly topic: Buffer;
  readonly payload: Buffer;
  readonly link: number;
  readonly qos: number;
  readonly retain: boolean;
  /** By AT+MQTTPUBRAW, whether the line of AT+MQTTPUB could hold it or not. */
  readonly raw: boolean;
  /** What the module has free: AT+MQTTPUBRAW takes no more. */
  readonly heapBytes: number;
}

/** The command that publishes a message. */
export interface EscapedPublish extends EscapedCommand {
  /** Why AT+MQTTPUB does not; undefined where it does, or was not to. */
  readonly why: Message | undefined;
}

/**
 * Writes the command that publishes a message: AT+MQTTPUB where its line can hold it, else AT+MQTTPUBRAW and its data.
 * @param write writes a command with its parameters, or throws UsageError
 * @throws UsageError where neither can, or MQTT has no such topic
 */
export function escapePublish(
  { topic, payload, link, qos, retain, raw, heapBytes }: PublishOptions,
  write: (name: string, values: readonly Buffer[]) => EscapedCommand,
): EscapedPublish {
  const problem = checkTopicName(topic);
  if (problem !== undefined) throw new UsageError(message('escaping.topicUnfit', { why: problem }));
  const values = [text(link), topic, payload, text(qos), text(retain ? 1 : 0)];
  let why: Message | undefined;
  if (!raw) {
    try {
      return { ...write('AT+MQTTPUB', values), why };
    } catch (error) {
      if (!isUsageError(error) || payload.length === 0) throw error;
      why = error.reason;
    }
  }
  const inDataMode = write('AT+MQTTPUBRAW', values);
  if (payload.length > heapBytes) {
    throw new UsageError(message('escaping.tooLarge', { bytes: payload.length, free: heapBytes }));
  }
  return { ...inDataMode, why };
}

function text(number: number): Buffer {
  return Buffer.from(String(number));
}
