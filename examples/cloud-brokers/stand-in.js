/*
 * A broker on this machine that stands for a cloud: it lets in one device, by the cloud's rules, and answers what it
 * publishes. node stand-in.js CLOUD PRODUCT DEVICE SECRET [PORT]
 */
import { once } from 'node:events';
import { createServer } from 'node:net';
import { Aedes } from 'aedes';
import { readArguments } from './command-line.js';

/** CONNACK: bad user name or password. */
const BAD_CREDENTIALS = 4;

const { cloud, name, device, last } = readArguments('PORT');
/** @type {(line: string) => void} */
const say = (line) => void process.stdout.write(`${line}\n`);

const broker = await Aedes.createBroker({
  authenticate: (client, username = '', password, done) => {
    const given = { clientId: client.id, username, password: String(password ?? '') };
    const reason = cloud.refuses(device, given, new Date());
    say(reason === undefined ? `connected: ${client.id}` : `refused: ${reason}`);
    if (reason === undefined) return done(null, true);
    done(Object.assign(new Error(reason), { returnCode: BAD_CREDENTIALS }), false);
  },
  authorizePublish: (_client, packet, done) => {
    const reason = mayNotPublish(packet);
    say(reason === undefined ? `published: ${packet.topic}` : `closed: ${reason}`);
    done(reason === undefined ? null : new Error(reason));
  },
  authorizeSubscribe: (_client, subscription, done) => {
    const may = cloud.subscribes(device).some((filter) => covers(filter, subscription.topic));
    say(`${may ? 'subscribed' : 'not subscribed'}: ${subscription.topic}`);
    done(null, may ? subscription : null);
  },
});

broker.on('publish', ({ topic, payload }, client) => {
  if (client === null) return;
  for (const answer of cloud.answers(device, topic, jsonOf(payload))) {
    const message = { topic: answer.topic, payload: Buffer.from(JSON.stringify(answer.payload)) };
    broker.publish({ cmd: 'publish', qos: 0, retain: false, dup: false, ...message }, () => {});
  }
});

const server = createServer({ noDelay: true }, broker.handle);
server.listen(Number(last ?? 1883), '127.0.0.1');
await once(server, 'listening');
const address = server.address();
if (address !== null && typeof address === 'object') say(`${name} stands at 127.0.0.1:${address.port}`);

/**
 * @param {{ topic: string, qos?: number, payload: string | Buffer }} packet
 * @returns {string | undefined}
 */
function mayNotPublish({ topic, qos, payload }) {
  if (!cloud.publishes(device).some((filter) => covers(filter, topic)))
    return `${topic} is not for this device`;
  if (qos === 2) return 'there is no QoS 2 here';
  return jsonOf(payload) === undefined ? `what came for ${topic} is no JSON` : undefined;
}

/** @type {(payload: string | Buffer) => any} */
function jsonOf(payload) {
  try {
    return JSON.parse(String(payload));
  } catch {
    return undefined;
  }
}

/**
 * Whether all topics of a filter, or a topic, are among those of another one.
 * @type {(filter: string, topic: string) => boolean}
 */
function covers(filter, topic) {
  const [levels, others] = [filter.split('/'), topic.split('/')];
  const rest = levels.indexOf('#');
  if (rest < 0 && levels.length !== others.length) return false;
  return levels.every((level, at) => {
    if (level === '#') return true;
    return level === others[at] || (level === '+' && others[at] !== undefined && others[at] !== '#');
  });
}
