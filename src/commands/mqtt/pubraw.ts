import { mqttCode } from '#at/mqtt-codes';
import { number } from '#at/params';
import { failure, type Reply, type Result, verbatim } from '#at/reply';
import { URCS } from '#at/urc';
import { message } from '#messages/message';
import type { Module } from '#module/module';
import { MAX_REMAINING_LENGTH } from '#mqtt/codec/fixed-header';
import { receivedLengthIsWrong } from '../data-phase.ts';
import { defineCommand, form } from '../define.ts';
import { takeMemory } from './memory.ts';
import { answerTimeout, COUNT_CODE, givenOr, linkId, linkOf, publishQos, retain, topic } from './params.ts';
import { connected } from './states.ts';

/** The topic's length field and the packet identifier. */
const VARIABLE_HEADER_BYTES = 4;
/** What an ESP32-C3 has free at the best, as the manual shows it of AT+SYSRAM. */
const GENUINE_FREE_BYTES = 148_408;
const FAIL = URCS.mqttPublishFailed.bytes();
const DONE = verbatim(URCS.mqttPublished.bytes());

const length = number<Module>('length', {
  about: 'How many bytes follow; at most what AT+SYSRAM? shows as free.',
  range: [1, Number.POSITIVE_INFINITY],
  rangeText: 'from 1',
  read: mqttCode('PUBLISH_LENGTH_READ_FAILED'),
  value: mqttCode('PUBLISH_LENGTH_VALUE_IS_WRONG'),
  countsData: true,
});

export const pubraw = defineCommand({
  name: 'AT+MQTTPUBRAW',
  family: 'mqtt',
  help: 'Publishes a message of any length and any bytes, in data mode.',
  waitsFor: 'PUBACK',
  forms: {
    set: form({
      params: [linkId, topic, length, publishQos, retain, answerTimeout],
      countCode: COUNT_CODE,
      codes: [
        mqttCode('CLIENT_PUBLISH_FAILED'),
        mqttCode('MALLOC_FAILED'),
        mqttCode('DATA_IS_OVERLENGTH'),
        mqttCode('RECV_LENGTH_IS_WRONG'),
      ],
      responses: [URCS.mqttPublished, URCS.mqttPublishFailed],
      requires: connected,
      data: true,
      run(module, [id, name, size, givenQos, keep, timeoutMs]) {
        const qos = givenOr(module, givenQos, 0);
        const link = linkOf(module, id);
        // An empty one is refused where it would be sent, as a genuine module does.
        const problem = name.length === 0 ? undefined : link.topicNameProblem(name);
        if (problem !== undefined) return failure(mqttCode('CLIENT_PUBLISH_FAILED'), problem);
        const refused = takePacket(module, name, size);
        if (refused !== undefined) return refused;
        const topicBytes = Buffer.from(name);
        const release = () => module.kernel.release(size);
        return {
          data: {
            length: size,
            complete(bytes) {
              // A connection that was lost and came back meanwhile is as good as the one before [B-DATA-7].
              const published = link.publish(topicBytes, bytes, qos, keep, timeoutMs);
              if (!(published instanceof Promise)) return finished(published, release);
              return published.then((failed) => finished(failed, release));
            },
            abandoned(reason) {
              release();
              return receivedLengthIsWrong(reason).answering(FAIL);
            },
          },
        };
      },
    }),
  },
});

function takePacket({ kernel, compat }: Module, name: Buffer, size: number): Result<undefined> {
  const refused = takeMemory(kernel, size);
  if (refused !== undefined) return refused;
  if (size + name.length + VARIABLE_HEADER_BYTES > MAX_REMAINING_LENGTH) {
    kernel.release(size);
    return failure(mqttCode('DATA_IS_OVERLENGTH'), message('commands.packetTooLarge', { size }));
  }
  if (size > GENUINE_FREE_BYTES) compat.found('largeData');
  return undefined;
}

function finished(failed: Result<undefined>, release: () => void): Reply {
  release();
  return failed === undefined ? DONE : failed.answering(FAIL);
}
