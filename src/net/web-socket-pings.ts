/** A WebSocket of ws that answers no pings by itself. */
interface Pinged {
  on(event: 'ping', run: (data: Buffer) => void): unknown;
  pong(data: Buffer, mask: boolean | undefined, done: () => void): void;
}

/**
 * Answers pings, and of those that come while an answer has not left yet only the last (RFC 6455, 5.5.3): whoever sends
 * many and reads nothing would fill the memory with answers.
 */
export function answerPings(webSocket: Pinged): void {
  let leaving = false;
  let last: Buffer | undefined;
  const answer = (data: Buffer): void => {
    leaving = true;
    webSocket.pong(data, undefined, () => {
      leaving = false;
      const next = last;
      last = undefined;
      if (next !== undefined) answer(next);
    });
  };
  webSocket.on('ping', (data) => {
    if (leaving) last = data;
    else answer(data);
  });
}
