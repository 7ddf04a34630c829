import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { connect, failureOf, made } from './support/made.ts';

test('commands are expected in their order, as text or by an expression', async () => {
  const lab = await made({ broker: true });
  const expected = lab.recorder.expectCommands([
    /^AT\+MQTTUSERCFG=0,1,/,
    'AT+MQTTCONN=0,"broker.example",1883,0',
  ]);
  await connect(lab);
  await expected;
  expect(lab.recorder.traffic).toBe(
    [
      '  > AT+MQTTUSERCFG=0,1,"lamp","","",0,0,""',
      '  < OK',
      '  > AT+MQTTCONN=0,"broker.example",1883,0',
      '  < +MQTTCONNECTED:0,1,"broker.example","1883","",0',
      '  < OK',
    ].join('\n'),
  );
  lab.recorder.clear();
  await lab.recorder.expectCommands([]);
});

describe('a failure shows both, the first difference, and what was said', () => {
  test('another command than the next one, at once', async () => {
    const lab = await made({ echo: false });
    await lab.host.command('AT+CWMODE=1');
    await lab.host.command('AT+CWJAP="lap","secret"');
    await lab.host.command('AT');
    const { message, code } = await failureOf(
      lab.recorder.expectCommands(['AT+CWMODE=1', 'AT+CWJAP="lab","secret"', 'AT+GMR', 'AT'], {
        timeout: 60_000,
      }),
    );
    expect(code).toBe('MISMATCH');
    expect(message).toBe(`expected 4 commands, 3 sent: command 2 differs (- expected, + sent)
  AT+CWMODE=1
- AT+CWJAP="lab","secret"
+ AT+CWJAP="lap","secret"
              ^
- AT+GMR
- AT
+ AT
traffic (> host, < module):
  > AT+CWMODE=1
  < OK
! > AT+CWJAP="lap","secret"
  < WIFI DISCONNECT
  < WIFI CONNECTED
  < WIFI GOT IP
  < OK
  > AT
  < OK`);
  });

  test('one that has not come', async () => {
    const lab = await made({ echo: false });
    await lab.host.command('AT');
    const { message, code } = await failureOf(lab.recorder.expectCommands(['AT', 'AT+GMR'], { timeout: 20 }));
    expect(code).toBe('TIMEOUT');
    expect(message).toContain('command 2 did not come within 20 ms');
    expect(message).toContain('\n  AT\n- AT+GMR\n+ (nothing more)\n  ^\n');
  });

  test('one more', async () => {
    const lab = await made({ echo: false });
    await lab.host.command('AT');
    await lab.host.command('AT+SLEEP?');
    const { message } = await failureOf(lab.recorder.expectCommands([/^AT$/]));
    expect(message).toContain('command 2 is one more');
    expect(message).toContain('- (nothing more)\n+ AT+SLEEP?\n');
    expect(message).toContain('! > AT+SLEEP?');
  });

  test('long traffic around the command', async () => {
    const lab = await made({ echo: false });
    for (let at = 0; at < 200; at++) await lab.host.command(`AT+SLEEP=${at === 100 ? 1 : 0}`);
    const { message } = await failureOf(
      lab.recorder.expectCommands(Array.from({ length: 200 }, () => 'AT+SLEEP=0')),
    );
    const [, said = ''] = message.split('traffic (> host');
    expect(said.split('\n').length).toBeLessThan(65);
    expect(said).toContain('! > AT+SLEEP=1');
    expect(said).toMatch(/… \d+ more lines\n[\s\S]*… \d+ more lines$/);
  });
});

test('the page shows such a failure as it is', async () => {
  const page = readFileSync(new URL('../../docs/testing-kit.md', import.meta.url), 'utf8');
  const lab = await made({ broker: true });
  const lines = (host: string) => [
    'ATE0',
    'AT+MQTTUSERCFG=0,1,"lamp","","",0,0,""',
    `AT+MQTTCONN=0,"${host}",1883,1`,
    'AT+MQTTSUB=0,"lamp/set",1',
  ];
  for (const line of lines('broker.exmaple')) await lab.host.command(line);
  const { message } = await failureOf(lab.recorder.expectCommands(lines('broker.example')));
  expect(page).toContain(`\`\`\`\n${message}\n\`\`\``);
});

test('data are no commands, and what cannot be shown is escaped', async () => {
  const lab = await made({ echo: false, broker: true });
  await connect(lab);
  lab.recorder.clear();
  await lab.host.commandWithData('AT+MQTTPUBRAW=0,"t",7,0,0', 'AT\r\n\x1b\0!');
  expect(lab.recorder.commands).toEqual(['AT+MQTTPUBRAW=0,"t",7,0,0']);
  expect(lab.recorder.traffic.split('\n')).toEqual([
    '  > AT+MQTTPUBRAW=0,"t",7,0,0',
    '  < OK',
    '  < >',
    '  > (7 bytes of data) AT\\r\\n\\x1b\\x00!',
    '  < +MQTTPUB:OK',
  ]);
});

test('what became of a fault of the broker stands between at each module there', async () => {
  const lab = await made({ broker: true });
  const other = await made({ broker: lab.broker });
  await connect(lab);
  lab.recorder.clear();
  lab.broker.faults.add('broker.kick');
  await lab.host.urc('+MQTTDISCONNECTED');
  const told = ['  * broker.kick begins', '  * broker.kick acts', '  * broker.kick ends'];
  expect(lab.recorder.traffic).toBe([...told, '  < +MQTTDISCONNECTED:0'].join('\n'));
  expect(other.recorder.traffic).toBe(told.join('\n'));
});

test('what became of a fault stands between', async () => {
  const lab = await made({ echo: false });
  lab.faults.add('module.answer', { answer: 'ERROR', count: 1 });
  lab.host.send('AT\r\n');
  await lab.host.expect('ERROR');
  expect(lab.recorder.traffic.split('\n')).toEqual([
    '  * module.answer begins',
    '  > AT',
    '  * module.answer acts',
    '  * module.answer ends',
    '  < ERROR',
  ]);
});

test('of several hosts each has its name, and its commands', async () => {
  const lab = await made({ echo: false });
  const second = lab.addHost('second');
  await lab.host.command('AT');
  second.send('AT+NONE\r\n');
  await second.expect('ERROR');
  await lab.recorder.expectCommands(['AT+NONE'], { host: 'second' });
  await lab.recorder.expectCommands(['AT', 'AT+NONE']);
  expect(lab.recorder.traffic).toContain('  second > AT+NONE');
});
