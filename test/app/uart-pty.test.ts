import { readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { UartWiring } from '#app/uart';
import { settingsFromPairs } from '#module/settings/pairs';
import { type Port, parsePortSpec } from '#ports/index';
import { ManualClock } from '#testing/manual-clock';
import { event, openSerial, read, tempFolder, within } from '../ports/support/helpers.ts';
import { bareModule } from '../support/bare-module.ts';

test('ready is heard by who has the new terminal open when the module is back, and not by others', async () => {
  const settings = ['wifi.autojoin=false', 'reopenOnReset=true'];
  const clock = new ManualClock();
  const wiring = new UartWiring(settingsFromPairs(settings), clock, () => {});
  const { module } = bareModule(settings, { clock, observer: wiring.observer });
  const link = join(tempFolder(), 'tty');
  let opened: Port | undefined;
  let taken: (() => void) | undefined;
  const port = await parsePortSpec(`pty:${link}`).open({
    host(stream, name) {
      const joined = wiring.attach(stream, { name, line: undefined, port: () => opened });
      module.attach(joined, { name, echo: false });
      stream.on('data', () => taken?.());
    },
    notice: () => {},
  });
  opened = port;
  onTestFinished(() => port.close());

  for (const listening of [true, false, true]) {
    const before = readlinkSync(link);
    const old = await openSerial(link);
    old.write('AT+RST\r\n');
    const hungUp = event(old, 'close');
    expect(`${await read(old, 6)}`).toBe('\r\nOK\r\n');
    old.resume();
    await within('hang-up', hungUp);
    expect(readlinkSync(link)).not.toBe(before);
    if (!listening) {
      clock.advance(600);
      continue;
    }
    const host = await openSerial(link);
    const noticed = new Promise<void>((resolve) => {
      taken = resolve;
    });
    host.write('AT\r\n');
    await within('command', noticed);
    clock.advance(600);
    expect(`${await read(host, 15)}`).toBe('\r\nready\r\n\r\nOK\r\n');
    const closed = event(host, 'close');
    host.close();
    await within('close', closed);
  }
});
