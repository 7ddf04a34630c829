import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { startMosquitto } from '../support/brokers.ts';
import { Authority, days } from '../support/certificates.ts';
import { needs } from '../support/needs.ts';
import { start, until } from './program.ts';
import type { Device } from './support/gateway/device.ts';
import { Journey, RECONNECT_MS, SOME } from './support/gateway/journey.ts';
import { sampleOf } from './support/metrics.ts';

// What happens to a gateway in its years, in some minutes: it is run as the unit says, and what its devices and the other side of
// the broker have promised each other is counted outside.

const JOURNEY_MS = 240_000;
/** A certificate that is stored runs out in so many days. */
const DAYS_LEFT = 12;
const NAMES = ['pump', 'lab'];
/** Of the tries to come back within a minute, so many are told. */
const TOLD_TRIES = 7;
const MINUTE_MS = 60_000;

describe('a gateway in its years', needs('mosquitto', 'setpriv', 'socat', 'Linux'), () => {
  test(
    'loses nothing that was acknowledged, and says how it is',
    async () => {
      const journey = await Journey.begin();
      const { gateway, devices, witness, brokerPort } = journey;
      const [pump, lab] = devices as [Device, Device];

      await journey.step('starts without adapters and without a broker', async () => {
        journey.configure('info');
        const authority = await Authority.root('factory', { to: days(DAYS_LEFT + 0.5) });
        gateway.store('pump', 'mfg/mqtt_ca/mqtt_ca.pem', authority.cert);
        journey.start();
        for (const { adapter } of devices) await gateway.logged(`waiting for serial:${adapter.path}`);
        await gateway.logged(`the certificate stored in "mqtt_ca/mqtt_ca" expires on`);
        await gateway.logged(`in ${DAYS_LEFT} days: have it issued again`);
        expect(gateway.isReady).toBe(false);
        const labLink = { what: 'link', module: 'lab', link: 0 };
        await journey.readyz({ what: 'waiting' }, { what: 'waiting' }, labLink);
        const daysLeft = sampleOf(await journey.metrics(), 'atmqtt_certificate_expiry_days', {
          module: 'pump',
        });
        expect(daysLeft).toBeCloseTo(DAYS_LEFT + 0.5, 1);
      });

      await journey.step('adapters are plugged in, and udev is late', async () => {
        await pump.plug();
        await lab.plug();
        pump.adapter.settle();
        await gateway.logged(`serial:${pump.adapter.path},115200 is available`);
        // One works while the other is still waited for.
        expect(await pump.ask('AT')).toBe('OK');
        expect(gateway.isReady).toBe(lab.adapter.isOpenToAll);
        if (!lab.adapter.isOpenToAll)
          await journey.readyz({ what: 'waiting' }, { what: 'link', module: 'lab' });
        lab.adapter.settle();
        await gateway.ready();
        await journey.readyz({ what: 'link', module: 'lab' });
      });

      await journey.step('the broker comes late', async () => {
        const connecting = journey.all((device) => device.connect(brokerPort));
        await gateway.logged(/pump .*ECONNREFUSED/);
        await journey.readyz(...NAMES.map((module) => ({ what: 'link', module, link: 0 })));
        journey.broker = await startMosquitto({ port: brokerPort, persistence: true, quiet: true });
        await Promise.all([connecting, witness.ready]);
        await journey.readyz();
        await journey.exchange();
        await journey.agree();
      });

      await journey.step('the broker goes for a minute, in the middle of everything', async () => {
        const before = gateway.log.length;
        const through = journey.all((device) => device.exchange(witness, SOME));
        await journey.broker?.kill('SIGTERM');
        await gateway.logged('ECONNREFUSED', before);
        await journey.readyz(...NAMES.map((module) => ({ what: 'link', module, link: 0, state: 3 })));
        // Far more tries than lines.
        await journey.triedMore(MINUTE_MS / RECONNECT_MS);
        await journey.broker?.restart();
        await through;
        await journey.settled();
        const tries = gateway.log.slice(before).match(/pump link 0: could not connect .*/g) ?? [];
        expect(tries.length, tries.join('\n')).toBeLessThanOrEqual(TOLD_TRIES);
        await journey.readyz();
        await journey.exchange();
        await journey.agree();
        const samples = await journey.metrics();
        for (const module of NAMES) {
          expect(sampleOf(samples, 'atmqtt_link_reconnects_total', { module })).toBe(1);
          expect(sampleOf(samples, 'atmqtt_link_losses_total', { module })).toBe(1);
          expect(sampleOf(samples, 'atmqtt_link_attempts_total', { module })).toBeGreaterThan(TOLD_TRIES);
        }
      });

      await journey.step('an adapter is pulled and plugged in again, the other goes on', async () => {
        const before = gateway.log.length;
        await pump.pull();
        await gateway.logged(`serial ${pump.adapter.path} was disconnected`, before);
        await journey.readyz({ what: 'port', module: 'pump' });
        // For a device that is away, messages wait.
        const waiting = Promise.all(Array.from({ length: SOME }, () => pump.receive(witness, 2)));
        await lab.exchange(witness, SOME);
        await waiting;
        await pump.plug();
        pump.adapter.settle();
        await gateway.logged(`serial ${pump.adapter.path} is back`, before);
        await journey.readyz();
        // The module has gone on meanwhile, and its link.
        await journey.exchange();
        await journey.agree();
      });

      await journey.step('the log is rotated, and its level changed', async () => {
        const old = gateway.rotate();
        await gateway.logged('the log is opened again, its level is info');
        const size = readFileSync(old).length;
        journey.configure('debug');
        gateway.signal('SIGHUP');
        await gateway.logged('the log is opened again, its level is debug');
        await journey.exchange();
        await pump.insist('AT+MQTTCLEAN=0');
        await pump.connect(brokerPort);
        await gateway.logged(' debug pump link 0: ');
        expect(readFileSync(old).length).toBe(size);
        journey.configure('info');
        gateway.signal('SIGHUP');
        await gateway.logged(
          'the log is opened again, its level is info',
          gateway.log.indexOf('level is debug'),
        );
        const quiet = gateway.log.length;
        await journey.exchange();
        expect(gateway.log.slice(quiet)).not.toContain(' debug ');
      });

      await journey.step('it ends in order, and a newer version is installed', async () => {
        await journey.agree();
        await pump.insist('AT+UART_DEF=115200,8,1,0,0');
        const ended = gateway.log.length;
        await journey.stop();
        // Versions before this one wrote no format.
        for (const { name } of devices) rmSync(join(gateway.flash(name), 'format.json'));
        const meanwhile = journey.all((device) => device.receive(witness, 2));
        await lab.pull();
        journey.start();
        for (const { name } of devices) {
          const flash = gateway.flash(name);
          await gateway.logged(`the flash directory ${flash} was brought from format 1 to`, ended);
          expect(readdirSync(flash)).toEqual(expect.arrayContaining(['format.json', 'format-1']));
        }
        expect(readFileSync(join(gateway.flash('pump'), 'format-1', 'nvs.json'), 'utf8')).toBe(
          readFileSync(join(gateway.flash('pump'), 'nvs.json'), 'utf8'),
        );
        // Its link is there before its adapter, and what waits for it at the broker goes on waiting.
        await gateway.logged(/lab link 0: connected/, ended);
        await lab.plug();
        lab.adapter.settle();
        await journey.comeBack();
        await meanwhile;
        await journey.readyz();
        await journey.exchange();
        await journey.agree();
      });

      await journey.step('the board dies, and a backup is restored on another one', async () => {
        const { broker } = journey;
        const file = join(journey.place, 'pump.tar.gz');
        // What leaves the gateway from here on, the broker never gets.
        await broker?.save();
        await broker?.kill('SIGSTOP');
        const stored = publishesIn(gateway.flash('pump'));
        const underWay = pump.publish(1);
        await until('the publish in the journal', () =>
          publishesIn(gateway.flash('pump')) > stored ? true : undefined,
        );
        await atmqtt('backup', file, '--flash', gateway.flash('pump'));
        await pump.detach();
        await gateway.kill();
        await broker?.kill('SIGKILL');
        expect(await underWay).toBe(false);
        await pump.attach();
        await atmqtt('restore', file, '--flash', gateway.flash('pump'), '--replace');
        await broker?.restart();
        const arrived = pump.ledger.out.arrived;
        journey.start();
        await journey.comeBack();
        await journey.settled();
        await until('what was under way', () => (pump.ledger.out.arrived > arrived ? true : undefined));
        await journey.readyz();
        await journey.exchange();
        await journey.agree({ pump: 1 });
      });

      await journey.step('it ends in order', () => journey.stop());
      expect(journey.faults).toEqual([]);
      for (const { name, ledger } of devices) {
        for (const way of [ledger.out, ledger.in]) {
          expect({ name, lost: way.lost(), doubled: way.doubled() }).toEqual({ name, lost: [], doubled: [] });
          expect(way.promised).toBeGreaterThan(5 * SOME);
        }
      }
    },
    JOURNEY_MS,
  );
});

/** Runs a command of an administrator, who is root where the gateway is another user. */
async function atmqtt(...args: readonly string[]): Promise<void> {
  const program = start(args);
  expect(await program.exited, program.stderr()).toBe(0);
}

/** Publishes in the journals of a flash directory, those that are done as well. */
function publishesIn(flash: string): number {
  const sessions = join(flash, 'sessions');
  return readdirSync(sessions)
    .map((name) => readFileSync(join(sessions, name), 'utf8').split('"op":"put"').length - 1)
    .reduce((sum, count) => sum + count, 0);
}
