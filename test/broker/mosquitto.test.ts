import { execFile, spawn } from 'node:child_process';
import { expect, onTestFinished, test } from 'vitest';
import { startBroker } from '#broker/index';
import { needs } from '../support/needs.ts';

test.each([0, 1, 2])(
  'the mosquitto clients meet at the broker, QoS %i',
  needs('mosquitto_pub'),
  async (qos) => {
    let subscribed: (() => void) | undefined;
    const ready = new Promise<void>((resolve) => {
      subscribed = resolve;
    });
    const broker = await startBroker({
      tcp: { port: 0 },
      onNotice(_level, { key }) {
        if (key === 'broker.subscribed') subscribed?.();
      },
    });
    onTestFinished(() => broker.close());
    const [listener] = broker.listeners;
    if (listener === undefined) throw new Error('it does not listen');
    const common = [
      '-h',
      listener.host,
      '-p',
      `${listener.port}`,
      '-q',
      `${qos}`,
      '-u',
      'anybody',
      '-P',
      'anything',
    ];

    const subscriber = spawn('mosquitto_sub', [
      ...common,
      '-t',
      'a/#',
      '-C',
      '2',
      '-W',
      '10',
      '-F',
      '%q %r %t %p',
    ]);
    onTestFinished(() => void subscriber.kill());
    let printed = '';
    subscriber.stdout.on('data', (chunk: Buffer) => {
      printed += chunk;
    });
    const done = new Promise((resolve) => subscriber.once('close', resolve));
    await ready;
    for (const text of ['hello', 'ünï']) {
      await new Promise<void>((resolve, reject) => {
        execFile('mosquitto_pub', [...common, '-t', 'a/b', '-m', text], (error) =>
          error ? reject(error) : resolve(),
        );
      });
    }
    expect(await done).toBe(0);
    expect(printed).toBe(`${qos} 0 a/b hello\n${qos} 0 a/b ünï\n`);
  },
);
