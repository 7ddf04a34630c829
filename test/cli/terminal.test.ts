import { PassThrough } from 'node:stream';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { Lifecycle } from '#app/lifecycle';
import { faultLine } from '#cli/terminal/fault-line';
import { helpLine } from '#cli/terminal/help-line';
import { openTerminal } from '#cli/terminal/open-terminal';
import type { TerminalUnit } from '#cli/terminal/terminal';
import { commandsFor } from '#commands/index';
import { BrokerFaults } from '#faults/broker-faults';
import { ModuleFaults } from '#faults/module-faults';
import { parseSettings } from '#module/settings/parse';
import { ManualClock, settled } from '#testing/index';
import { bareModule } from '../support/bare-module.ts';
import { said } from '../support/said.ts';

/** Opens the terminal of modules. @returns what a person types into, and what is told */
async function opened(units: number, inForeground: boolean) {
  const input = new PassThrough();
  const spies = [
    vi.spyOn(process, 'stdin', 'get').mockReturnValue(input as never),
    vi.spyOn(process, 'stdout', 'get').mockReturnValue(new PassThrough().resume() as never),
  ];
  const life = new Lifecycle();
  onTestFinished(async () => {
    await life.close();
    for (const spy of spies) spy.mockRestore();
  });
  const told = said();
  const hosts: string[] = [];
  const logged: unknown[] = [];
  const made = Array.from({ length: units }, (): TerminalUnit => {
    const { module } = bareModule(['wifi.autojoin=false']);
    module.boot();
    return {
      module,
      faults: undefined,
      attach(stream, host) {
        hosts.push(host.name);
        module.attach(stream, host);
      },
    };
  });
  await settled();
  openTerminal(
    { units: made, brokerFaults: undefined, closed() {} },
    life,
    (...line) => logged.push(line),
    () => {},
    () => ({ inForeground }),
  );
  const type = async (line: string): Promise<void> => {
    input.write(`${line}\n`);
    await settled();
  };
  return { told, hosts, logged, type };
}

describe('a person at the terminal', () => {
  test('is invited to type, and told to which module where there are several', async () => {
    const theTerminal = { key: 'cli.theTerminal', params: undefined };
    const invited = (module?: string) => ({ key: 'cli.typeHere', params: { module } });
    const { told, hosts } = await opened(1, true);
    expect([told, hosts]).toEqual([[theTerminal, invited()], ['the terminal']]);
    expect((await opened(2, true)).told).toEqual([theTerminal, invited('bare')]);
  });

  test('is told that nothing is read in the background', async () => {
    const { told, logged } = await opened(1, false);
    expect(told).toEqual([]);
    expect(logged).toEqual([['info', 'app', { key: 'cli.terminalInBackground', params: undefined }]]);
  });

  test('is told in data mode how much is missing and how much was too much', async () => {
    const { told, type } = await opened(1, true);
    await type('AT+MQTTUSERCFG=0,1,"c","","",0,0,""');
    await type('AT+MQTTLONGCLIENTID=0,5');
    const before = told.length;
    await type('he');
    await type('llo and more');
    expect(told.slice(before)).toEqual([
      { key: 'cli.moreExpected', params: { bytes: 3 } },
      { key: 'cli.notSent', params: { bytes: 9 } },
    ]);
  });
});

describe('a line for the terminal itself', () => {
  const clock = new ManualClock();
  const log = (): void => {};
  const of = { log, specs: [], observer: undefined };
  const faults = () => ({
    module: new ModuleFaults({ clock, ...of }).set,
    broker: new BrokerFaults({ timers: clock, ...of }).set,
  });

  test('fault lists what is on, whether it has begun and how often it has acted', () => {
    const both = faults();
    const told = said();
    faultLine('fault', both);
    faultLine('fault wifi.drop,after=5s,for=2s', both);
    faultLine('fault', both);
    faultLine('broker-fault broker.connack,code=3', both);
    faultLine('broker-fault', both);
    expect(told).toMatchObject([
      { key: 'cli.noFaults', params: undefined },
      { key: 'cli.faultIsOn', params: { name: 'wifi.drop', active: false, acted: 0 } },
      { key: 'cli.faultIsOn', params: { name: 'broker.connack', active: true, acted: 0 } },
    ]);
  });

  test('broker-fault needs an embedded broker', () => {
    const told = said();
    faultLine('broker-fault', { ...faults(), broker: undefined });
    expect(told).toEqual([{ key: 'cli.noBrokerForFaults', params: undefined }]);
  });

  test('fault with a name that there is not says so', () => {
    const told = said();
    faultLine('fault off wifi.dorp', faults());
    expect(told).toMatchObject([{ key: 'faults.unknown' }]);
  });

  test('help lists the commands', () => {
    const rows = commandsFor(parseSettings({}));
    const told = said();
    helpLine('help', rows);
    expect(told).toEqual([{ key: 'cli.help', params: { commands: rows.map(({ name }) => name) } }]);
  });
});
