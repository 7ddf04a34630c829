import { connectAsync, type IClientOptions, type MqttClient } from 'mqtt';
import { onTestFinished } from 'vitest';
import { type ListenAddress, startBroker } from '#broker/index';
import { textOf } from '#messages/message';

export async function start(address: Partial<ListenAddress> = {}) {
  const notices: string[] = [];
  const started = await startBroker({
    tcp: { port: 0, ...address },
    onNotice: (level, message) => notices.push(`${level}: ${textOf(message)}`),
  });
  onTestFinished(() => started.close());
  const [listener] = started.listeners;
  if (listener === undefined) throw new Error('it does not listen');
  const { url, host, port } = listener;
  return { broker: { url, host, port, close: () => started.close() }, notices };
}

export async function client(url: string, options: IClientOptions = {}): Promise<MqttClient> {
  const mqtt = await connectAsync(url, { reconnectPeriod: 0, ...options });
  onTestFinished(() => void mqtt.end(true));
  return mqtt;
}

export type Message = { topic: string; text: string; qos: number; retain: boolean };

export function nextMessage(mqtt: MqttClient): Promise<Message> {
  return new Promise((resolve) => {
    mqtt.once('message', (topic, payload, { qos, retain }) =>
      resolve({ topic, text: payload.toString(), qos, retain }),
    );
  });
}
