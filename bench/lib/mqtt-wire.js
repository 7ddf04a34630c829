import { once } from 'node:events';
import mqttPacket from 'mqtt-packet';
import { openSocket } from './sockets.js';

const { generate, parser } = mqttPacket;

/** @param {string} clientId */
export function connectBytes(clientId) {
  return generate({
    cmd: 'connect',
    clientId,
    clean: true,
    keepalive: 120,
    protocolId: 'MQTT',
    protocolVersion: 4,
  });
}

/** @param {string} topic @param {string | Buffer} payload @param {0 | 1 | 2} qos @param {number} [messageId] */
export function publishBytes(topic, payload, qos, messageId) {
  const id = messageId === undefined ? {} : { messageId };
  return generate({ cmd: 'publish', topic, payload, qos, dup: false, retain: false, ...id });
}

export const DISCONNECT = generate({ cmd: 'disconnect' });

/**
 * A socket on which a broker has accepted a client.
 * @param {number} port
 * @param {string} clientId
 */
export async function openClient(port, clientId) {
  const socket = await openSocket(port);
  socket.write(connectBytes(clientId));
  await once(socket, 'data');
  return socket;
}

/**
 * A bare PUBLISH and PUBACK loop: `mqtt-packet` writes and reads, nothing else is done.
 * @param {import('node:net').Socket} socket
 * @param {string} topic
 * @param {string} payload
 */
export function bareLoop(socket, topic, payload) {
  const reader = parser();
  let id = 0;
  /** @type {() => void} */
  let acknowledged = () => {};
  reader.on('packet', (packet) => {
    if (packet.cmd === 'puback') acknowledged();
  });
  socket.on('data', (chunk) => reader.parse(chunk));
  /** @param {() => void} done runs when PUBACK has come */
  const publish = (done) => {
    acknowledged = done;
    id = (id % 65_535) + 1;
    socket.write(publishBytes(topic, payload, 1, id));
  };
  /** @param {number} times @returns {Promise<number[]>} the milliseconds of each */
  const repeat = (times) =>
    new Promise((resolve) => {
      /** @type {number[]} */
      const took = [];
      const next = () => {
        const began = performance.now();
        publish(() => {
          took.push(performance.now() - began);
          if (took.length < times) next();
          else resolve(took);
        });
      };
      next();
    });
  return { publish, repeat };
}
