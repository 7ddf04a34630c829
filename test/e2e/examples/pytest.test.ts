import { expect, onTestFinished, test } from 'vitest';
import { Peer } from '../../interop/support/peer.ts';
import { needs } from '../../support/needs.ts';
import { programPath } from '../../support/programs.ts';
import { folder, MAIN } from '../program.ts';
import { broker, module } from './support/lamp.ts';
import { tamperedTty } from './support/tamper.ts';
import { example, run, type Tool } from './support/tools.ts';

/** Python starts slowly on a busy machine. */
const RUNNING_MS = 60_000;
const needed = { timeout: RUNNING_MS, ...needs('mosquitto', 'pytest', 'pyserial') };

function suite(environment: Record<string, string>, ...args: readonly string[]): Tool {
  const options = ['-m', 'pytest', '-p', 'no:cacheprovider', `--basetemp=${folder()}/pytest`, '-rs', ...args];
  return run(programPath('pytest'), options, {
    cwd: example('pytest'),
    environment: { PYTHONDONTWRITEBYTECODE: '1', ...environment },
  });
}

test('the suite passes, and what it publishes reaches the broker', needed, async () => {
  const { port } = await broker({ users: { bench: 'secret' } });
  const peer = await Peer.connect(port, { username: 'bench', password: 'secret' });
  onTestFinished(() => peer.end());
  await peer.subscribe('desk/#');
  const pytest = suite({ ATMQTT: `${process.execPath} ${MAIN}`, MQTT_BROKER: `127.0.0.1:${port}` });
  expect(await pytest.exited, pytest.stdout()).toBe(0);
  expect(pytest.stdout()).toMatch(/^=+ 7 passed in .*=$/m);
  expect(peer.waiting.map(({ topic, payload }) => [topic, payload.toString('latin1')])).toEqual([
    ['desk/door', 'open'],
    ['desk/raw', '\x00\r\n\xff,'],
    ['desk/door', 'shut'],
    ['desk/bell', 'ring'],
  ]);
});

test('a module that is there already is tested too, and one changed byte fails', needed, async () => {
  const [{ port }, virtual] = await Promise.all([broker({ users: { bench: 'secret' } }), module()]);
  const tty = await tamperedTty(virtual.port, { after: '+MQTTSUBRECV:0,"desk/door",4,ope', instead: 'N' });
  const pytest = suite({ ATMQTT_TTY: tty, MQTT_BROKER: `127.0.0.1:${port}` }, '-k', 'test_publishes');
  expect(await pytest.exited).toBe(1);
  expect(pytest.stdout()).toContain("At index 32 diff: b'N' != b'n'");
  expect(pytest.stdout()).toMatch(/^=+ 1 failed, 1 passed, 5 deselected in .*=$/m);
});
