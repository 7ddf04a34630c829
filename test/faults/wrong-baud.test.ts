import { describe, expect, test } from 'vitest';
import { FaultSet } from '#faults/fault-set';
import { missampled } from '#faults/uart/missampled';
import { UartFaults } from '#faults/uart/uart-faults';
import { message } from '#messages/message';
import { DEFAULT_LINE } from '#ports/serial-line';
import { ManualClock, settled } from '#testing/index';
import { FakeLine } from '../app/support/wired-module.ts';
import { wire } from '../ports/filters/support.ts';
import { within } from '../ports/support/helpers.ts';
import { of } from '../ports/support/kind.ts';
import { dialTelnet } from '../ports/support/telnet-client.ts';
import { manual, moduleWith, OK } from './support/module.ts';

test('noise both ways for a while, and then none', async () => {
  const { module, host, addHost, pass } = await manual();
  const other = addHost('other', { echo: false });
  module.faults.add('uart.wrongBaud', { baud: 9600, for: '2s' });
  host.send('AT\r\n');
  other.send('AT+CWMODE=3\r\n');
  expect(await host.drain()).toBe('');
  await pass(2000);
  // What is left of the noise makes one line.
  host.send('\r\n');
  await host.expect('ERROR');
  expect(await host.command('AT+CWMODE?')).toContain('+CWMODE:1');
});

test('what the module says is what its bits look like at the speed of the host', async () => {
  const { module, host } = await moduleWith();
  module.faults.add('uart.wrongBaud', { baud: 74_880, direction: 'toHost' });
  host.send('AT\r\n');
  await settled();
  expect(host.takeUnread()).toEqual(missampled(Buffer.from(OK), 74_880, 115_200));
});

test('until the host has agreed on its speed with AT+UART_CUR, and again after a reset', async () => {
  const { module, host } = await moduleWith();
  module.faults.add('uart.wrongBaud', { baud: 9600, direction: 'toHost' });
  host.send('AT+UART_CUR=9600,8,1,0,0\r\n');
  await host.drain();
  await host.exchange('AT\r\n', OK);
  module.reset();
  expect(await host.drain()).not.toContain('ready');
});

describe('over RFC 2217', () => {
  test('until the client sets the speed of the module', async () => {
    const { module } = await moduleWith();
    const port = await module.openPort('rfc2217-listen:0');
    const { stream, ask } = await dialTelnet(of('rfc2217', port.info).port);
    let heard = '';
    stream.on('data', (bytes: Buffer) => {
      heard += bytes.toString('latin1');
    });
    const says = (wanted: string) =>
      within(
        wanted,
        new Promise<void>((resolve) => {
          const look = (): void => {
            if (heard.includes(wanted)) resolve();
          };
          stream.on('data', look);
          look();
        }),
      );
    await ask({ name: 'baud', value: 115_200 });
    module.faults.add('uart.wrongBaud', { baud: 57_600 });
    stream.write('AT+GMR\r\n');
    await ask({ name: 'lineState', value: 0 });
    await ask({ name: 'baud', value: 57_600 });
    stream.write('\r\n');
    await says(ERROR_END);
    expect(heard).not.toContain('AT version');
    heard = '';
    stream.write('AT+CWMODE?\r\n');
    await says('+CWMODE:1');
    module.faults.remove();
    await ask({ name: 'baud', value: 115_200 });
    heard = '';
    stream.write('AT+CWMODE?\r\n');
    await says('+CWMODE:1');
  });

  const ERROR_END = '\r\nERROR\r\n';
});

describe('on a line whose far end nobody knows', () => {
  test('the line itself has the wrong speed, and what the module sets when it is over', async () => {
    const clock = new ManualClock();
    const faults = new FaultSet({ timers: clock, areas: ['uart'], tell: () => {} });
    const log: unknown[] = [];
    const uart = new UartFaults({
      faults,
      timers: clock,
      log: (...line) => log.push(line),
      moduleBaud: () => 115_200,
    });
    const real = new FakeLine();
    const { port, host } = wire();
    const { stream, line } = uart.host(port, real);
    faults.add('uart.wrongBaud', { baud: 9600, for: '1s' });
    expect(real.seen).toEqual(['set 9600 8 1 none none']);
    await line?.set({ ...DEFAULT_LINE, baud: 57_600, parity: 'odd' });
    expect(real.seen[1]).toBe('set 9600 8 1 odd none');
    stream.write('OK');
    await settled();
    expect(String(host.read())).toBe('OK');
    clock.advance(1000);
    expect(real.seen[2]).toBe('set 57600 8 1 odd none');
    real.answer = Promise.reject(new Error('no such speed'));
    faults.add('uart.wrongBaud');
    await settled();
    const reason = message('errors.foreign', { text: 'no such speed' });
    expect(log).toEqual([['warn', 'faults', message('faults.lineDoesNotFollow', { reason })]]);
    real.answer = Promise.resolve();
    stream.destroy();
    await settled();
    // Who dials again begins with it.
    expect(real.seen.slice(3)).toEqual(['set 9600 8 1 odd none', 'set 57600 8 1 odd none']);
    faults.remove();
    expect(real.seen).toHaveLength(5);
  });

  test('a host that comes later is in it too', () => {
    const clock = new ManualClock();
    const faults = new FaultSet({ timers: clock, areas: ['uart'], tell: () => {} });
    const uart = new UartFaults({ faults, timers: clock, log: () => {}, moduleBaud: () => 115_200 });
    faults.add('uart.wrongBaud', { baud: 19_200 });
    const real = new FakeLine();
    uart.host(wire().port, real);
    expect(real.seen).toEqual(['set 19200 8 1 none none']);
  });
});
