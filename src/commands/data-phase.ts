import { mqttCode } from '#at/mqtt-codes';
import { type Failure, failure } from '#at/reply';
import type { Message } from '#messages/message';

/** What a data phase that ended early fails with: 0x604D [B-DATA-4]. */
export function receivedLengthIsWrong(reason: Message): Failure {
  return failure(mqttCode('RECV_LENGTH_IS_WRONG'), reason);
}
