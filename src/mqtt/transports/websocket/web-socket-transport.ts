import { WebSocket } from 'ws';
import { systemCode } from '#errors/system-error';
import { message } from '#messages/message';
import type { Transport, TransportEvents } from '../../transport.ts';
import { TransportError } from '../../transport-error.ts';
import { oneLine } from '../one-line.ts';
import { FULL_BYTES, type Wire } from '../stream.ts';

/** Closed in order; closed because a program ends; closed without a code; closed without a closing frame. */
const ORDERLY = [1000, 1001, 1005, 1006];
const NORMAL = 1000;
/** What ws says of a message that is longer than it may be, as soon as it is announced. */
const TOO_LONG = 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH';

/** A transport over a WebSocket that is open and paused: a stream of bytes in binary frames (MQTT 3.1.1, 6). */
export class WebSocketTransport implements Transport {
  readonly #webSocket: WebSocket;
  readonly #below: Wire;
  /** Of the socket below. */
  #error: Error | undefined;
  #failure: Error | undefined;
  #ending = false;
  #silent = false;

  constructor(webSocket: WebSocket, below: Wire, events: TransportEvents) {
    this.#webSocket = webSocket;
    this.#below = below;
    below.socket
      .on('drain', () => this.#silent || events.drain())
      .on('error', (error) => {
        this.#error ??= error;
      })
      // The broker has said its last word: what is still queued here will not be answered.
      .on('end', () => below.socket.destroy());
    const closed = (code: number, reason: Buffer) => {
      if (!this.#silent) events.closed(this.#failure ?? this.#explainClose(code, reason));
    };
    webSocket
      .on('message', (bytes: Buffer, isBinary) => {
        if (this.#silent || this.#failure) return;
        if (isBinary) events.data(bytes);
        else this.#fail(textFrame());
      })
      .on('error', (error) => {
        if (systemCode(error) === TOO_LONG) this.#tooLong(events, error);
        else this.#fail(brokenFrame(error));
      });
    if (webSocket.readyState === WebSocket.CLOSED) queueMicrotask(() => closed(1006, Buffer.alloc(0)));
    else webSocket.once('close', closed);
    webSocket.resume();
  }

  get queued(): number {
    return this.#below.socket.writableLength;
  }

  write(bytes: Uint8Array): boolean {
    if (this.#ending || this.#webSocket.readyState !== WebSocket.OPEN) return true;
    this.#webSocket.send(bytes);
    return this.#below.socket.writableLength < FULL_BYTES;
  }

  pause(): void {
    this.#webSocket.pause();
  }

  resume(): void {
    this.#webSocket.resume();
  }

  end(sent?: () => void): void {
    if (this.#ending || this.#webSocket.readyState !== WebSocket.OPEN) return;
    this.#ending = true;
    // Behind all that is queued; the time that the closing handshake may take begins only then.
    this.#below.socket.write(Buffer.alloc(0), (error) => {
      if (error) return;
      this.#webSocket.close(NORMAL);
      sent?.();
    });
  }

  destroy(): void {
    this.#silent = true;
    this.#webSocket.terminate();
  }

  #fail(error: Error): void {
    this.#failure ??= error;
    this.#webSocket.terminate();
  }

  /** Its beginning is handed on, because it says what it is; whoever gets it may end the connection by it. */
  #tooLong(events: TransportEvents, error: Error): void {
    const { size, beginning } = announced(this.#webSocket);
    if (!this.#silent && !this.#failure && beginning !== undefined) events.data(beginning);
    const reason = message('transport.messageTooLong', { size });
    this.#fail(new TransportError('TOO_LARGE', 'websocket', reason, { cause: error }));
  }

  #explainClose(code: number, reason: Buffer): Error | undefined {
    const error = this.#below.explain(this.#error ?? this.#below.socket.errored ?? undefined, false);
    if (error || ORDERLY.includes(code)) return error;
    const words = oneLine(reason.toString());
    return new TransportError('WEBSOCKET', 'websocket', message('transport.closedWithCode', { code, words }));
  }
}

/** What ws knows of a message that it refuses and does not tell. */
function announced(webSocket: WebSocket): { size: number | undefined; beginning: Uint8Array | undefined } {
  const { _receiver: receiver } = webSocket as unknown as { _receiver?: Partial<Receiver> };
  return {
    size: receiver?._totalPayloadLength,
    beginning: receiver?._fragments?.[0] ?? receiver?._buffers?.[0],
  };
}

interface Receiver {
  readonly _totalPayloadLength: number;
  /** Frames of the message that are whole. */
  readonly _fragments: readonly Uint8Array[];
  /** What has come and is not taken apart. */
  readonly _buffers: readonly Uint8Array[];
}

function textFrame(): TransportError {
  return new TransportError('TEXT_FRAME', 'websocket', message('transport.textFrame'));
}

function brokenFrame(error: Error): TransportError {
  const reason = message('transport.brokenFrame', { why: oneLine(error.message) });
  return new TransportError('WEBSOCKET', 'websocket', reason, { cause: error });
}
