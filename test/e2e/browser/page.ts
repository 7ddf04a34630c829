/*
 * What the page runs: a module with nothing of Node, a host beside it, and MQTT over the browser's own WebSocket.
 */
import type { HostConnection } from '#at/session/host';
import { COMMANDS } from '#commands/index';
import { Module } from '#module/module';
import { parseSettings } from '#module/settings/parse';
import type { Route } from '#mqtt/route';
import type { Dial } from '#mqtt/transport';

/** A way to a broker by the browser's WebSocket, which does TLS by itself. */
const dial =
  ({ host, port, path = '/' }: Route): Dial =>
  (events) => {
    const socket = new WebSocket(`ws://${host}:${port}${path}`, 'mqtt');
    socket.binaryType = 'arraybuffer';
    let destroyed = false;
    const tell = (run: () => void) => (): void => {
      if (!destroyed) run();
    };
    socket.onopen = tell(() => events.open());
    socket.onclose = tell(() => events.closed());
    socket.onmessage = ({ data }: MessageEvent) => {
      if (!destroyed) events.data(Buffer.from(data as ArrayBuffer));
    };
    return {
      queued: 0,
      write(bytes) {
        socket.send(new Uint8Array(bytes));
        return true;
      },
      pause() {},
      resume() {},
      end(sent) {
        socket.close();
        sent?.();
      },
      destroy() {
        destroyed = true;
        socket.close();
      },
    };
  };

const module = new Module({
  name: 'page',
  settings: parseSettings({}),
  commands: COMMANDS,
  dial,
  log: () => {},
});

let output = '';
const wire: HostConnection = {
  write(chunk) {
    output += new TextDecoder('latin1').decode(chunk);
    return true;
  },
  pause() {},
  resume() {},
  end() {},
};
const host = module.at.attach(wire, { name: 'page' });
module.boot();

/** What a test says to the module, and everything it has answered since the last question. */
Object.assign(globalThis, {
  send: (text: string) => host.receive(new TextEncoder().encode(text)),
  takeOutput: () => {
    const taken = output;
    output = '';
    return taken;
  },
});
