import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createServer, type Socket } from 'node:net';
import { expect, type TestContext, test } from 'vitest';
import { SecureDevice } from './support/device.ts';

// A server that takes the connection and then says nothing: what a host can do meanwhile [B-BUSY-1], [B-BUSY-2].

/** Listens and never answers. @returns its port, and the next connection once it has heard something */
async function mute({ onTestFinished }: TestContext) {
  const connections: Socket[] = [];
  const server = createServer((socket) => {
    socket.on('error', () => {});
    connections.push(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    for (const socket of connections) socket.destroy();
    server.close();
  });
  const connected = once(server, 'connection');
  const heard = async (): Promise<Socket> => {
    const [socket] = (await connected) as [Socket];
    await once(socket, 'data');
    return socket;
  };
  return { port: (server.address() as AddressInfo).port, heard };
}

for (const [scheme, step] of [
  [2, 'TLS handshake'],
  [6, 'WebSocket upgrade'],
  [7, 'TLS handshake'],
] as const) {
  test(`scheme ${scheme}: AT+RST breaks off a ${step}, other commands are busy`, {
    concurrent: true,
  }, async (context) => {
    const server = await mute(context);
    const device = await SecureDevice.on();
    context.onTestFinished(() => device.off());
    const { host } = device;
    host.write(`${await device.configure({ scheme, port: server.port })}⏎`);
    const socket = await server.heard();
    await host.ask('AT+MQTTCONN?', 'ERR CODE:0x010b0000⏎⏎busy p...⏎');
    const closed = once(socket, 'close');
    await host.ask('AT+RST', '⏎Will force to restart!!!⏎⏎OK⏎⏎ready⏎WIFI CONNECTED⏎WIFI GOT IP⏎');
    await closed;
    await host.ask('AT+MQTTCONN?', 'AT+MQTTCONN?⏎+MQTTCONN:0,0,0,"","","",0⏎⏎OK⏎');
  });

  test(`scheme ${scheme}: the time of AT+MQTTCONN covers the ${step}`, {
    concurrent: true,
  }, async (context) => {
    const server = await mute(context);
    const device = await SecureDevice.on({ firmware: '5.0' });
    context.onTestFinished(() => device.off());
    const command = await device.configure({ scheme, port: server.port });
    const failed = device.host.ask(`${command},3000`, '⏎ERROR⏎', 10_000);
    const socket = await server.heard();
    await Promise.all([failed, once(socket, 'close')]);
    expect(device.log.join('\n')).toContain(`timed out after 3000 ms`);
  });
}
