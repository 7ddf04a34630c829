/**
 * The least a program can do between a host on TCP and a broker: for each chunk that ends a line, a publish of QoS 1;
 * OK once it is acknowledged. Run with `bare` or `mqttjs`, the broker's port, the topic and the payload; tells its
 * port by IPC.
 */
import { connectAsync } from 'mqtt';
import { bareLoop, openClient } from './mqtt-wire.js';
import { listen } from './sockets.js';

const [, , how, brokerPort, topic = '', payload = ''] = process.argv;
const OK = Buffer.from('\r\nOK\r\n');
const LF = 0x0a;

const publish = await (how === 'bare' ? bare() : mqttJs());
const { port } = await listen((socket) => {
  socket.on('data', (chunk) => {
    if (chunk.at(-1) === LF) publish(() => socket.write(OK));
  });
});
process.send?.(port);

async function bare() {
  const loop = bareLoop(await openClient(Number(brokerPort), 'bench-relay'), topic, payload);
  return loop.publish;
}

/** @returns {Promise<(done: () => void) => void>} */
async function mqttJs() {
  const client = await connectAsync({
    host: '127.0.0.1',
    port: Number(brokerPort),
    clientId: 'bench-relay-mqttjs',
  });
  return (done) => void client.publishAsync(topic, payload, { qos: 1 }).then(done);
}
