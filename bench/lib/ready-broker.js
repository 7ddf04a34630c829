import mqttPacket from 'mqtt-packet';
import { listen } from './sockets.js';

const { generate, parser } = mqttPacket;

/** A server that lets one client connect and subscribe, and gives its socket for packets that lie ready. */
export async function startReadyBroker() {
  /** @type {import('node:net').Socket | undefined} */
  let latest;
  /** @type {() => void} */
  let met = () => {};
  const { port } = await listen((socket) => {
    const reader = parser();
    reader.on('packet', (packet) => {
      if (packet.cmd === 'connect') {
        latest = socket;
        socket.write(generate({ cmd: 'connack', returnCode: 0, sessionPresent: false }));
      } else if (packet.cmd === 'subscribe') {
        const { messageId = 0 } = packet;
        socket.write(generate({ cmd: 'suback', messageId, granted: [0] }));
        met();
      } else if (packet.cmd === 'publish' && packet.qos === 1) {
        const { messageId = 0 } = packet;
        socket.write(generate({ cmd: 'puback', messageId }));
      }
    });
    socket.on('data', (chunk) => reader.parse(chunk));
    // Subscribers are ended without a word.
    socket.on('error', () => socket.destroy());
  });
  return {
    port,
    /** @returns {Promise<void>} resolves when a client has subscribed */
    subscribed: () =>
      new Promise((resolve) => {
        met = resolve;
      }),
    /** The socket of the client that came last. */
    subscriber() {
      if (latest === undefined) throw new Error('nobody has connected');
      return latest;
    },
  };
}
