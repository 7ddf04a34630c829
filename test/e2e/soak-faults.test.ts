import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type FaultMapping, faultOf } from '#faults/parse';
import { areaOf, FAULT_NAMES, type FaultName } from '#faults/table';
import { Random, seedOf } from '#random/random';
import { freePort } from '../../tools/free-port.js';
import { startMosquitto } from '../support/brokers.ts';
import { Authority } from '../support/certificates.ts';
import { needs } from '../support/needs.ts';
import { folder, until } from './program.ts';
import { FaultHistory, type FaultTold, type Span } from './support/soak/faults/fault-history.ts';
import { FaultLedger } from './support/soak/faults/fault-ledger.ts';
import { type Board, type FaultSoak, Firmware } from './support/soak/faults/firmware.ts';
import {
  brokerPeriodOf,
  Deck,
  type Decks,
  decksOf,
  PERIOD_MS,
  periodOf,
  unplanned,
} from './support/soak/faults/schedule.ts';
import { Trouble } from './support/soak/faults/trouble.ts';
import { type ProgramEvent, SoakedProgram } from './support/soak/program.ts';
import { Relay } from './support/soak/relay.ts';
import { Witness, type WitnessOptions } from './support/soak/witness.ts';

/** So long in CI; `npm run soak -- --faults --minutes 10` by hand. */
const SECONDS = Number(process.env.SOAK_SECONDS ?? 60);
const SEED = Number(process.env.SOAK_SEED ?? 1);
/** For the beginning and the end, when everything that is still on its way arrives. */
const AROUND_MS = 180_000;
const SETTLE_MS = 3_000;
const POLL_MS = 50;
/** In a run this long every fault has its turn, whatever is killed. */
const LONG_SECONDS = 300;
const MESSAGE = /^\+MQTTSUBRECV:\d+,"[^"]*",\d+,(.*)$/s;

/** A module: its name, from which no other one is made by a few wrong bytes, and how it reaches its broker. */
interface Plan {
  readonly name: string;
  readonly way: 'tcp' | 'tls';
  readonly firmware: string;
}

type ProgramName = 'lasting' | 'mortal' | 'house';

const PLANS: Readonly<Record<ProgramName, readonly Plan[]>> = {
  lasting: [
    { name: 'copper', way: 'tcp', firmware: '5.0' },
    { name: 'willow', way: 'tls', firmware: '5.0' },
    { name: 'basalt', way: 'tcp', firmware: '3.4' },
    { name: 'orchid', way: 'tls', firmware: '3.4' },
  ],
  mortal: [
    { name: 'falcon', way: 'tcp', firmware: '5.0' },
    { name: 'nutmeg', way: 'tls', firmware: '5.0' },
    { name: 'timber', way: 'tcp', firmware: '4.1' },
  ],
  // Its broker is its own, which does wrong to all its clients.
  house: [
    { name: 'velvet', way: 'tcp', firmware: '5.0' },
    { name: 'pigeon', way: 'tcp', firmware: '3.4' },
  ],
};
const PERIODS = Array.from({ length: Math.ceil((SECONDS * 1000) / PERIOD_MS) }, (_, period) => period);
const SCHEDULE_MS = PERIODS.length * PERIOD_MS;
/** A broker that does wrong answers within so many milliseconds, or its client comes again. */
const PATIENCE_MS = 2_000;

/** Firmware 5.0 takes the time as a parameter; before, it is as the manual has it. */
function boardOf({ name, way, firmware }: Plan, program: SoakedProgram, port: number): Board {
  const timed = firmware === '5.0';
  return {
    module: name,
    program,
    scheme: way === 'tls' ? 3 : 1,
    address: way === 'tls' ? 'localhost' : '127.0.0.1',
    port,
    timed,
    waitMs: timed ? 4000 : 10_000,
    connectMs: timed ? 4000 : 15_000,
  };
}

/** Writes what the module trusts into its flash. */
function trust(place: string, module: string, ca: string): void {
  const store = join(place, module, 'mfg', 'mqtt_ca');
  mkdirSync(store, { recursive: true });
  writeFileSync(join(store, 'mqtt_ca.pem'), ca);
}

/** All faults of all modules of a program. */
function faultsOf(plans: readonly Plan[], decks: Decks, random: Random): Map<string, FaultMapping[]> {
  const ofModule = ({ name, way }: Plan, index: number): [string, FaultMapping[]] => [
    name,
    PERIODS.flatMap((period) => periodOf(period, { way, harms: (period + index) % 2 === 0, decks, random })),
  ];
  return new Map(plans.map(ofModule));
}

/** What became of a fault, as a program tells it. */
function toldOf({ fault, id, phase }: ProgramEvent): FaultTold {
  return { name: fault, id, phase } as FaultTold;
}

/** A Mosquitto over TCP and TLS, and what stands before its ports. */
async function startBroker(authority: Authority, place: string) {
  const server = await authority.server({ name: 'localhost', names: ['localhost', '127.0.0.1'] });
  const file = (name: string, text: string): string => {
    writeFileSync(join(place, name), text);
    return join(place, name);
  };
  const tlsPort = await freePort();
  const broker = await startMosquitto({
    persistence: true,
    quiet: true,
    extra: [
      'max_queued_messages 0',
      `listener ${tlsPort} 127.0.0.1`,
      `certfile ${file('server.pem', server.chain)}`,
      `keyfile ${file('server.key', server.key)}`,
    ].join('\n'),
  });
  onTestFinished(() => broker.stop());
  const relays = {
    tcp: await Relay.listen(broker.port, new Random(seedOf(SEED, 1))),
    tls: await Relay.listen(tlsPort, new Random(seedOf(SEED, 2))),
  };
  onTestFinished(() => Promise.all([relays.tcp.close(), relays.tls.close()]).then(() => {}));
  return { broker, relays };
}

/** Which fault is on from when to when, at the longest. */
function spanOf({ fault, ...given }: FaultMapping, program: SoakedProgram): [FaultName, Span] {
  const { name, schedule } = faultOf(fault as FaultName, given);
  const from = program.spawnedAt + schedule.after;
  return [name, { from, to: program.startedAt + schedule.after + (schedule.for ?? 0) }];
}

describe(`a soak of ${SECONDS} s with faults`, needs('mosquitto', 'Linux'), () => {
  test('the table says of every fault what the soak may put down to it', () => {
    expect(unplanned()).toEqual([]);
  });

  test(
    'whatever goes wrong on command: nothing acknowledged is lost, or a fault that acted explains it',
    async () => {
      const random = new Random(SEED);
      const place = folder();
      const ledger = new FaultLedger();
      const fault = (what: string): void => ledger.fault(what);
      const authority = await Authority.root('root of the soak');
      const { broker, relays } = await startBroker(authority, place);
      const [houseRandom, housePort] = [new Random(seedOf(SEED, 5)), await freePort()];
      const houseDeck = new Deck(
        FAULT_NAMES.filter((name) => areaOf(name) === 'broker'),
        houseRandom,
      );
      const houseFaults = PERIODS.flatMap((period) => brokerPeriodOf(period, houseDeck, houseRandom));

      const quiet = { sound: 0, broken: 0 };
      const firmwares = new Map<string, Firmware>();
      const hear = (told: ProgramEvent): void => {
        const { event, module, time = '', line = '', link, from = 0, to = 0 } = told;
        const at = Date.parse(time);
        if (event === 'fault') ledger.history(module).tell(toldOf(told), at);
        else if (event === 'dropped') fault('events were left out');
        else if (event === 'message') {
          const [, payload] = MESSAGE.exec(line) ?? [];
          if (payload !== undefined) ledger.written(module, payload, at);
          else if (line === 'ready') ledger.history(module).restarted(at);
        } else if (event === 'state') {
          const firmware = firmwares.get(module);
          if (firmware !== undefined && link === 0) firmware.connected = to >= 4;
          if (from >= 4 && to < 4) ledger.blow(module, 'connection', at);
        }
      };
      const programOf = (name: ProgramName, decks: Decks, ownBroker?: Record<string, unknown>) => {
        const plans = PLANS[name];
        const faults = faultsOf(plans, decks, random);
        for (const { name: module } of plans) trust(place, module, authority.cert);
        const modules = plans.map(({ name: module, firmware }) => ({
          name: module,
          ports: ['tcp-listen:0'],
          settings: { firmware, links: 2, clock: 'host', reconnectIntervalMs: 200 },
          faults: faults.get(module) ?? [],
        }));
        const program = new SoakedProgram({
          name,
          folder: place,
          modules,
          event: hear,
          fault,
          ...(ownBroker === undefined ? {} : { broker: ownBroker }),
        });
        onTestFinished(() => program.kill());
        return program;
      };
      const decks = decksOf(new Random(seedOf(SEED, 3)));
      const houseDecks = decksOf(houseRandom, (name) => areaOf(name) !== 'broker');
      const programs = {
        lasting: programOf('lasting', decks),
        mortal: programOf('mortal', decks),
        house: programOf('house', houseDecks, { tcp: `127.0.0.1:${housePort}`, faults: houseFaults }),
      };
      const { lasting, mortal, house } = programs;
      await house.start();
      const brokerHistory = new FaultHistory();
      for (const mapping of houseFaults) brokerHistory.on(...spanOf(mapping, house));

      const soakOf = (port: number, patience: Pick<WitnessOptions, 'patienceMs' | 'lost'>): FaultSoak => {
        const witness = new Witness({
          port,
          id: 'witness',
          filters: ['out/#'],
          message(topic, payload) {
            if (topic.startsWith('out/')) ledger.arrived(topic.slice('out/'.length), payload);
          },
          fault,
          ...patience,
        });
        onTestFinished(() => witness.close());
        return { ledger, witness, scheduleMs: SCHEDULE_MS, stopping: false, quiet };
      };
      const soaks = {
        lasting: soakOf(relays.tcp.port, {}),
        house: soakOf(housePort, {
          patienceMs: PATIENCE_MS,
          lost() {
            for (const { name } of PLANS.house) ledger.blow(name, 'connection');
          },
        }),
      };
      for (const name of ['lasting', 'mortal', 'house'] as const) {
        for (const plan of PLANS[name]) {
          const port = name === 'house' ? housePort : relays[plan.way].port;
          const seed = seedOf(SEED, 10 + firmwares.size);
          const soak = name === 'house' ? soaks.house : soaks.lasting;
          const board = boardOf(plan, programs[name], port);
          firmwares.set(plan.name, new Firmware(board, soak, new Random(seed)));
          if (name === 'house') ledger.connects(plan.name, brokerHistory);
        }
      }
      const all = [...firmwares.values()];
      await Promise.all([
        lasting.start(),
        mortal.start(),
        soaks.lasting.witness.ready,
        soaks.house.witness.ready,
      ]);
      const memory = { atStart: lasting.residentMib(), atEnd: 0 };
      const descriptors = { atStart: lasting.descriptors(), atEnd: 0 };

      const playing = all.flatMap((firmware) => [firmware.run(), firmware.feed()]);
      const trouble = new Trouble({
        broker,
        relays: [relays.tcp, relays.tls],
        lasting,
        mortal,
        firmwares: all.filter(({ program }) => program !== house),
        ledger,
        random: new Random(seedOf(SEED, 4)),
        scheduleMs: SCHEDULE_MS,
      });
      await trouble.make(SECONDS);
      for (const soak of Object.values(soaks)) soak.stopping = true;
      await Promise.all(playing);
      const read = await Promise.all(all.map((firmware) => firmware.readTheRest()));
      for (const [index, { module }] of all.entries())
        if (read[index] === false) fault(`${module}: does not work at the end`);
      const deadline = Date.now() + SETTLE_MS;
      while (ledger.open > 0 && Date.now() < deadline) await pause(POLL_MS);
      await Promise.all(all.map((firmware) => firmware.leave()));

      memory.atEnd = lasting.residentMib();
      const settled = until('descriptors as at the start', () => {
        descriptors.atEnd = lasting.descriptors();
        return descriptors.atEnd <= descriptors.atStart ? true : undefined;
      });
      await settled.catch((error: Error) => fault(`${error.message}: ${lasting.openFiles().join(', ')}`));
      const balance = ledger.balance();
      const { kills } = trouble;
      const figures = { seconds: SECONDS, seed: SEED, kills, quiet, ...balance, memory, descriptors };
      process.stdout.write(`${JSON.stringify(figures, null, 2)}\n`);
      expect(balance.unexplained).toEqual([]);
      expect(quiet.broken).toBe(0);
      expect(quiet.sound).toBeGreaterThan(0);
      for (const [what, times] of Object.entries(kills)) expect(times, `kills: ${what}`).toBeGreaterThan(0);
      expect(balance.outbound.unexplained + balance.inbound.unexplained).toBe(0);
      expect(balance.outbound.acknowledged).toBeGreaterThan(SECONDS);
      expect(balance.inbound.read).toBeGreaterThan(SECONDS);
      if (SECONDS >= LONG_SECONDS) expect(balance.absent).toEqual([]);
    },
    SECONDS * 1000 + AROUND_MS,
  );
});
