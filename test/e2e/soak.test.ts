import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, onTestFinished, test } from 'vitest';
import { Random, seedOf } from '#random/random';
import { type Mosquitto, startMosquitto } from '../support/brokers.ts';
import { needs } from '../support/needs.ts';
import { folder, until } from './program.ts';
import { type Part, partsOf } from './support/soak/hosts.ts';
import { Ledger } from './support/soak/ledger.ts';
import { SoakedProgram } from './support/soak/program.ts';
import { Relay } from './support/soak/relay.ts';
import { Guest, Soak } from './support/soak/soak.ts';
import { Witness } from './support/soak/witness.ts';

/** So long in CI; `npm run soak -- --minutes 30` by hand. */
const SECONDS = Number(process.env.SOAK_SECONDS ?? 60);
const SEED = Number(process.env.SOAK_SEED ?? 1);
/** For the beginning and the end, when everything that is still on its way arrives. */
const AROUND_MS = 120_000;
const SETTLE_MS = 30_000;
const POLL_MS = 50;
const FILLER_BYTES = 800;
/** So many messages at a time for one that does not read. */
const FLOOD = 30;

/** What goes wrong around the modules, one after another. */
interface Trouble {
  readonly broker: Mosquitto;
  readonly relay: Relay;
  readonly mortal: SoakedProgram;
}

/**
 * Kills the broker as if it had written each change to its disk at once, which Mosquitto does now and then only: nothing
 * leaves it any more, it stores what it has, it is killed.
 */
async function killBroker(soak: Soak, { broker, relay }: Trouble): Promise<void> {
  await relay.freeze();
  await broker.save();
  await broker.kill('SIGKILL');
  relay.cutAll();
  await soak.pause(0, 1500);
  await broker.restart();
  relay.open();
}

async function makeTrouble(soak: Soak, trouble: Trouble, seconds: number) {
  const kills = { broker: 0, program: 0, connection: 0 };
  const end = Date.now() + seconds * 1000;
  for (let turn = 0; Date.now() < end; turn++) {
    await soak.pause(500, 4000);
    if (turn % 4 === 1) {
      await killBroker(soak, trouble);
      kills.broker++;
    } else if (turn % 4 === 3) {
      await trouble.mortal.kill();
      await soak.pause(0, 500);
      await trouble.mortal.start();
      kills.program++;
    } else {
      await trouble.relay.cutOne();
      kills.connection++;
    }
  }
  return kills;
}

/** Publishes to a module, more than queues hold to one that is asleep. */
async function publishTo(soak: Soak, module: string): Promise<void> {
  while (!soak.stopping) {
    await soak.pause(20, 200);
    if (!soak.subscribed.has(module)) continue;
    // Those of QoS 0 fill its queue, however few others a broker sends to somebody who acknowledges nothing.
    for (let times = soak.asleep.has(module) ? FLOOD : 0; times > 0; times--) {
      soak.parts.witness.scatter(`in/${module}`, `0 0 ${'y'.repeat(FILLER_BYTES)}`);
    }
    await sendTo(soak, module);
  }
}

async function sendTo(soak: Soak, module: string, qos = soak.between(1, 3)): Promise<void> {
  const { ledger, witness } = soak.parts;
  const level = qos === 1 ? 1 : 2;
  const { payload, acknowledged } = ledger.send(module, level);
  await witness.publish(`in/${module}`, `${payload} ${'y'.repeat(soak.between(0, FILLER_BYTES))}`, level);
  acknowledged();
}

/** A last host reads what is left for a module, up to a last message of each QoS. */
async function readTheRest(
  soak: Soak,
  program: SoakedProgram,
  { plan: { name: module }, kind }: Part,
): Promise<void> {
  const { ledger } = soak.parts;
  const guest = await Guest.enter(soak, program, module, { kind, counted: true });
  if (guest === undefined || !(await guest.configure())) return ledger.fault(`${module}: is dead at the end`);
  await Promise.all([sendTo(soak, module, 1), sendTo(soak, module, 2)]);
  const deadline = Date.now() + SETTLE_MS;
  while (!ledger.isThrough(module) && Date.now() < deadline) await pause(POLL_MS);
  if (!ledger.isThrough(module)) ledger.fault(`${module}: the last messages have not come`);
  await guest.leaveInOrder();
}

describe(`a soak of ${SECONDS} s`, needs('mosquitto', 'Linux'), () => {
  test(
    'whoever comes, goes, dies or does not read: nothing acknowledged is lost',
    async () => {
      const random = new Random(SEED);
      const place = folder();
      const ledger = new Ledger();
      const fault = (what: string): void => ledger.fault(what);
      const broker = await startMosquitto({
        persistence: true,
        quiet: true,
        extra: 'max_queued_messages 0',
      });
      onTestFinished(() => broker.stop());
      const relay = await Relay.listen(broker.port, new Random(seedOf(SEED, 1)));
      onTestFinished(() => relay.close());
      const witness = new Witness({
        port: relay.port,
        id: 'witness',
        filters: ['out/#', 'blind/#'],
        message(topic, payload) {
          const [kind, module = ''] = topic.split('/');
          if (kind === 'out') ledger.arrived(module, payload);
          else ledger.blindArrived(module);
        },
        fault,
      });
      onTestFinished(() => witness.close());
      const soak = new Soak({ ledger, witness, brokerPort: relay.port, random });
      const parts = { lasting: partsOf('lasting', place), mortal: partsOf('mortal', place) };
      const lasting = new SoakedProgram({
        name: 'lasting',
        folder: place,
        modules: parts.lasting.map(({ plan }) => plan),
        event: (event) => soak.hear(event),
        fault,
      });
      const mortal = new SoakedProgram({
        name: 'mortal',
        folder: place,
        modules: parts.mortal.map(({ plan }) => plan),
        fault,
      });
      const everyPart = [
        ...parts.lasting.map((part) => ({ part, program: lasting })),
        ...parts.mortal.map((part) => ({ part, program: mortal })),
      ];
      onTestFinished(() => Promise.all([lasting.kill(), mortal.kill()]).then(() => {}));
      await Promise.all([lasting.start(), mortal.start(), witness.ready]);
      const memory = { atStart: lasting.residentMib(), afterAThird: 0, atEnd: 0 };
      const descriptors = { atStart: lasting.descriptors(), atEnd: 0 };
      const third = setTimeout(
        () => {
          memory.afterAThird = lasting.residentMib();
        },
        (SECONDS * 1000) / 3,
      );
      onTestFinished(() => clearTimeout(third));

      const playing = everyPart.flatMap(({ part, program }) => [
        part.play(soak, program),
        publishTo(soak, part.plan.name),
      ]);
      const kills = await makeTrouble(soak, { broker, relay, mortal }, SECONDS);
      soak.stopping = true;
      await Promise.all(playing);
      await Promise.all(everyPart.map(({ part, program }) => readTheRest(soak, program, part)));
      const deadline = Date.now() + SETTLE_MS;
      while (ledger.missing().length > 0 && Date.now() < deadline) await pause(POLL_MS);

      const balance = ledger.balance(lasting.modules);
      memory.atEnd = lasting.residentMib();
      const settled = until('descriptors as at the start', () => {
        descriptors.atEnd = lasting.descriptors();
        return descriptors.atEnd <= descriptors.atStart ? true : undefined;
      });
      await settled.catch((error: Error) => fault(error.message));
      const figures = { seconds: SECONDS, seed: SEED, kills, ...balance, memory, descriptors };
      process.stdout.write(`${JSON.stringify(figures, null, 2)}\n`);
      expect(balance.faults).toEqual([]);
      for (const [what, times] of Object.entries(kills)) expect(times, `kills: ${what}`).toBeGreaterThan(0);
      expect(balance.outbound.lost).toBe(0);
      expect(balance.inbound.lost).toBe(0);
      expect(balance.outbound.acknowledged).toBeGreaterThan(SECONDS);
      expect(balance.inbound.read).toBeGreaterThan(SECONDS);
      expect(balance.inbound.dropped).toBeGreaterThan(0);
      expect(balance.blind.arrived).toBeGreaterThan(balance.blind.sent / 2);
    },
    SECONDS * 1000 + AROUND_MS,
  );
});
