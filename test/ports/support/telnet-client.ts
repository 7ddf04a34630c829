import { connect } from 'node:net';
import { onTestFinished } from 'vitest';
import { type ComPortMessage, decodeComPort, encodeComPort } from '#ports/rfc2217/com-port';
import { OPTION } from '#ports/rfc2217/telnet/codes';
import { TelnetStream } from '#ports/rfc2217/telnet/stream';
import { event, within } from './helpers.ts';

const { BINARY, SUPPRESS_GO_AHEAD, COM_PORT } = OPTION;

/** A client of an access server: a stream, and what is said beside it. */
export interface TelnetClient {
  readonly stream: TelnetStream;
  /** Asks for something, and waits for the answer to it. */
  ask(message: Request): Promise<ComPortMessage>;
  send(message: Request): void;
  /** Goes without a word. */
  vanish(): void;
  /** Everything the server said about the line. */
  readonly heard: ComPortMessage[];
}

type WithoutSide<M> = M extends unknown ? Omit<M, 'from'> : never;
export type Request = WithoutSide<ComPortMessage>;

/** Dials an access server and agrees with it to speak RFC 2217. */
export async function dialTelnet(port: number): Promise<TelnetClient> {
  const socket = connect(port, '127.0.0.1');
  await within('connection', event(socket, 'connect'));
  const heard: ComPortMessage[] = [];
  const waiting: { name: string; resolve(message: ComPortMessage): void }[] = [];
  let agreed = (): void => {};
  const ready = new Promise<void>((resolve) => {
    agreed = resolve;
  });
  const stream = new TelnetStream(
    socket,
    {
      ask: [
        ['us', COM_PORT],
        ['us', BINARY],
        ['them', BINARY],
      ],
      known: [COM_PORT, BINARY, SUPPRESS_GO_AHEAD],
    },
    {
      option(side, option, on) {
        if (side === 'us' && option === COM_PORT && on) agreed();
      },
      subnegotiation(_option, body) {
        const message = decodeComPort(body);
        if (message === undefined) throw new Error(`not RFC 2217: ${body}`);
        heard.push(message);
        const index = waiting.findIndex(({ name }) => name === message.name);
        if (index >= 0) waiting.splice(index, 1)[0]?.resolve(message);
      },
    },
  );
  onTestFinished(() => void stream.destroy());
  const send = (message: Request): void =>
    stream.subnegotiate(COM_PORT, encodeComPort({ ...message, from: 'client' }));
  await within('agreement', ready);
  return {
    stream,
    heard,
    vanish: () => void socket.resetAndDestroy(),
    send,
    ask(message) {
      const { name } = message;
      const answer = new Promise<ComPortMessage>((resolve) => waiting.push({ name, resolve }));
      send(message);
      return within(`answer to ${name}`, answer);
    },
  };
}
