import { expect, test } from 'vitest';
import { dialHost, openHost } from '../support/hosts.ts';
import { outcomeOf, played } from './play.ts';

/** A host program: sends each line when the one before it is answered, and ends with the input. */
function host(lines: readonly string[], { tries = 1 } = {}): string {
  const program = `
    const lines = ${JSON.stringify(lines)};
    let seen = '', at = -1, left = ${tries};
    const next = () => { at += 1; left = ${tries}; send(); };
    const send = () => { if (at < lines.length) process.stdout.write(lines[at] + '\\r\\n'); };
    process.stdin.on('data', (chunk) => {
      seen += chunk;
      if (at === -1 && seen.includes('WIFI GOT IP')) { seen = ''; return next(); }
      const end = /(OK|ERROR)\\r\\n/.exec(seen);
      if (at < 0 || end === null) return;
      seen = seen.slice(end.index + end[0].length);
      if (end[1] === 'ERROR' && --left > 0) return send();
      next();
    });`;
  return `exec:${process.execPath} -e ${quoted(program)}`;
}

const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

const JOURNEY = [
  'ATE0',
  'AT+MQTTUSERCFG=0,1,"fw","","",0,0,""',
  'AT+MQTTCONN=0,"broker.example",1883,0',
  'AT+MQTTSUB=0,"cmd",1',
  'AT+MQTTPUB=0,"state","on",1,0',
];
const SCENARIO = `timeout: 5s
steps:
  - fault: broker.connack,code=3,count=2
  - {at: AT+SYSLOG=1, optional: true}
  - {at: AT+MQTTCONN=0, fails: true}
  - {at: AT+MQTTCONN=0, fails: true}
  - {at: AT+MQTTCONN=0, expect: +MQTTCONNECTED}
  - {at: 'AT+MQTTSUB=0,"cmd",1', exact: true}
  - publish: {topic: cmd, payload: "on"}
  - expect: {urc: +MQTTSUBRECV, data: "on"}
  - expect: {published: {topic: state, payload: "on"}}
  - wait: {state: 6}
`;

test('a host that tries again comes through, wherever it thinks its broker is', async () => {
  expect(
    await outcomeOf(SCENARIO, { plays: 'module', against: host(JOURNEY, { tries: 5 }) }),
  ).toBeUndefined();
});

test.each(['tcp-listen:0', 'pty'])('a host comes to %s, whose place is told', async (against) => {
  let come: (where: string) => void = () => {};
  const came = new Promise<string>((resolve) => {
    come = resolve;
  });
  const text =
    'timeout: 5s\nsteps:\n  - AT+CWMODE=1\n  - fault: wifi.drop\n  - {at: AT+CWSTATE?, expect: +CWSTATE}';
  const result = played(text, { plays: 'module', against }, come);
  const where = await came;
  const firmware = against === 'pty' ? await openHost(where) : await dialHost(Number(where.split(':')[1]));
  await firmware.command('AT+CWMODE=1');
  await firmware.expect('WIFI DISCONNECT');
  firmware.send('AT+CWSTATE?\r\n');
  expect((await result).failed).toBeUndefined();
});

test('a line that a busy module dropped does not count, and what else it dropped is not the answer', async () => {
  const hasty = `
    let n = 0;
    process.stdin.on('data', (chunk) => {
      const text = String(chunk);
      if (text.includes('GOT IP')) process.stdout.write('AT+GMR\\r\\n');
      else if (text.includes('OK')) { if (n++ === 0) process.stdout.write('AT+CWMODE=3\\r\\n'); }
    });
    setTimeout(() => process.stdout.write('AT+CWMODE=1\\r\\n'), 700);
    setTimeout(() => process.stdout.write('AT+CWMODE=2\\r\\n'), 900);`;
  const text = `timeout: 5s
steps:
  - fault: module.busy,time=1500ms,command=AT+GMR
  - {at: AT+GMR, expect: AT version}
  - {at: AT+CWMODE=3, exact: true}
`;
  const against = `exec:${process.execPath} -e ${quoted(hasty)}`;
  expect(await outcomeOf(text, { plays: 'module', against })).toBeUndefined();
});

test('one that gives up does not, and what it sent instead is told', async () => {
  expect(await outcomeOf(SCENARIO.replace('5s', '1s'), { plays: 'module', against: host(JOURNEY) })).toBe(
    '6: The host did not send AT+MQTTCONN= within 1 s; it sent AT+MQTTPUB=0,"state","on",1,0 last.',
  );
});

test('a line that must be exactly so is waited for', async () => {
  const text = 'timeout: 1s\nsteps:\n  - {at: "AT+CWMODE=2", exact: true}';
  const against = host(['AT+CWMODE=1', 'AT+CWMODE=3']);
  expect(await outcomeOf(text, { plays: 'module', against })).toBe(
    '3: The host did not send AT+CWMODE=2 within 1 s; it sent AT+CWMODE=3 last.',
  );
});

test('a host that is ahead of the steps is not asked to begin anew', async () => {
  const text = `timeout: 5s
steps:
  - {at: AT+MQTTCONN=0}
  - expect: {published: {topic: state}}
  - {at: AT+MQTTSUB=0}
  - {at: AT+MQTTPUB=0}
  - {at: AT+MQTTCONN?, optional: true}
`;
  expect(await outcomeOf(text, { plays: 'module', against: host(JOURNEY) })).toBeUndefined();
});

test('a host program that ends ends the wait for it', async () => {
  const text = 'timeout: 20s\nsteps:\n  - AT+GMR';
  expect(await outcomeOf(text, { plays: 'module', against: 'exec:exit 3' })).toBe(
    '3: The program of exec:exit 3 exited with code 3 before the scenario was over.',
  );
});

test('power is cut and comes back while the host stays on the line', async () => {
  const text = `timeout: 5s
steps:
  - {at: AT+GMR}
  - power: off
  - wait: 50ms
  - power: on
  - expect: [ready, WIFI GOT IP]
`;
  expect(await outcomeOf(text, { plays: 'module', against: host(['AT+GMR']) })).toBeUndefined();
});

test('echo and codes are a matter of taste, bytes of a data phase the affair of the host, and a line that is sent is awaited', async () => {
  const text = `timeout: 5s
steps:
  - ATE0
  - AT+SYSLOG=1
  - send: AT+MQTTCONN=0,"{broker.host}",{broker.port},0⏎
  - expect: +MQTTCONNECTED
  - send: "0123456789"
  - {at: AT+MQTTUNSUB=0, fails: 0x6006}
`;
  const against = host([...JOURNEY.slice(0, 3), 'AT+MQTTUNSUB=9,"t"']);
  const lines = await outcomeOf(text, { plays: 'module', against });
  expect(lines).toBeUndefined();
});
