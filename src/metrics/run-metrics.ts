import { Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import type { Running, RunningModule } from '#app/running';
import { showBytes } from '#bytes/show-bytes';
import type { ModuleObserver } from '#module/observer';
import type { DialRoute } from '#module/platform';
import { WifiState } from '#module/wifi/wifi';
import { certificateExpiries } from '#node/flash/certificate-expiry';
import { journalsOf } from '#node/flash/journals';
import { VERSION } from '#node/version';
import type { Clock } from '#time/clock';
import { nameOfCode } from './code-name.ts';
import type { LinkCounts } from './link-counts.ts';
import { ModuleCounts } from './module-counts.ts';
import type { PacketCounts } from './packet-counter.ts';
import { nameOfPort } from './port-name.ts';
import { type Obstacle, obstacles, type Phase } from './readiness.ts';

const DAY_MS = 86_400_000;
const QOS = [0, 1, 2] as const;
const LINK_STATES = [0, 1, 2, 3, 4, 5, 6] as const;

type Labels = Readonly<Record<string, string | number>>;
/** Adds a value of a metric. */
type Say = (labels: Labels, value: number) => void;

/** A run as Prometheus sees it. Modules are looked at when it asks; only what passes by is counted as it does. */
export class RunMetrics {
  readonly #registry = new Registry();
  readonly #clock: Clock;
  readonly #counts = new Map<string, ModuleCounts>();
  #phase: Phase = 'starting';
  #running: Running | undefined;
  readonly startedAt: number;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.startedAt = clock.wall();
    collectDefaultMetrics({ register: this.#registry });
    this.#ofProgram();
    this.#ofModules();
    this.#ofLinks();
    this.#ofMessages();
    this.#ofFlash();
  }

  /** Looks on at a module. @param module its name, or what all modules of a port with `fork` are called */
  observer(module: string): ModuleObserver {
    return this.#countsFor(module).observer;
  }

  /** Counts what goes between a module and its brokers. */
  dial(module: string, dial: DialRoute): DialRoute {
    return this.#countsFor(module).dial(dial);
  }

  /** What has become of a module; undefined: nothing yet. */
  countsOf(module: string): ModuleCounts | undefined {
    return this.#counts.get(module);
  }

  /** All works that need not be waited for. */
  runs(running: Running): void {
    this.#running = running;
    this.#phase = 'running';
  }

  /** The end was asked for. */
  stops(): void {
    this.#phase = 'stopping';
  }

  get running(): Running | undefined {
    return this.#running;
  }

  /** What keeps it from being ready. */
  get obstacles(): Obstacle[] {
    return obstacles(this.#phase, this.#running, (module) => this.#counts.get(module));
  }

  /** All of it in Prometheus' text format. */
  async text(): Promise<{ readonly type: string; readonly body: string }> {
    return { type: this.#registry.contentType, body: await this.#registry.metrics() };
  }

  #countsFor(module: string): ModuleCounts {
    let counts = this.#counts.get(module);
    if (counts === undefined) {
      counts = new ModuleCounts(this.#clock);
      this.#counts.set(module, counts);
    }
    return counts;
  }

  get #modules(): readonly RunningModule[] {
    return this.#running?.modules ?? [];
  }

  #ofProgram(): void {
    this.#gauge('build_info', 'The version of atmqtt and of Node.', ['version', 'node'], (say) =>
      say({ version: VERSION, node: process.version }, 1),
    );
    this.#gauge('ready', 'Whether /readyz says so.', [], (say) =>
      say({}, this.obstacles.length === 0 ? 1 : 0),
    );
    this.#gauge('waiting', 'Devices, addresses and locks that are waited for.', [], (say) =>
      say({}, this.#running?.wanted.length ?? 0),
    );
    this.#gauge('modules', 'Modules, those of ports with fork too.', ['module'], (say) => {
      for (const { module, forks } of this.#modules) {
        say({ module: module.name }, 1);
        const count = [...forks.units].length;
        if (count > 0) say({ module: forks.name }, count);
      }
    });
  }

  #ofModules(): void {
    this.#gauge('port_open', 'Whether a port is open and its host there.', ['module', 'port'], (say) => {
      for (const { module, ports } of this.#modules)
        for (const { info, away } of ports)
          say({ module: module.name, port: nameOfPort(info) }, away === undefined ? 1 : 0);
    });
    this.#gauge('hosts', 'Hosts that are attached.', ['module'], (say) => {
      for (const { module, forks } of this.#modules) {
        say({ module: module.name }, module.at.hosts);
        const forked = [...forks.units].reduce((sum, { module: { at } }) => sum + at.hosts, 0);
        if (forked > 0) say({ module: forks.name }, forked);
      }
    });
    this.#gauge('hosts_paused', 'Whether no bytes are taken from hosts now.', ['module'], (say) => {
      for (const { module } of this.#modules) say({ module: module.name }, module.at.paused ? 1 : 0);
    });
    this.#gauge('wifi_state', 'The Wi-Fi station, as AT+CWSTATE? prints it.', ['module'], (say) => {
      for (const { module } of this.#modules) say({ module: module.name }, module.wifi.state);
    });
    this.#gauge('wifi_connected', 'Whether it has joined and has an address.', ['module'], (say) => {
      for (const { module } of this.#modules)
        say({ module: module.name }, module.wifi.state === WifiState.gotIP ? 1 : 0);
    });
    this.#counted(
      'commands_total',
      'Commands by name and outcome.',
      ['command', 'outcome'],
      (counts, say) => {
        for (const [command, outcomes] of counts.commands)
          for (const [outcome, times] of outcomes) say({ command, outcome }, times);
      },
    );
    this.#counted('errors_total', 'Commands that failed, by code.', ['code', 'name'], ({ errors }, say) => {
      for (const [code, times] of errors) say({ ...nameOfCode(code) }, times);
    });
    this.#counted(
      'host_dropped_total',
      'Replies and URCs that hosts which do not read have lost.',
      [],
      ({ dropped }, say) => say({}, dropped.items),
    );
    this.#counted('host_dropped_bytes_total', 'Their bytes.', [], ({ dropped }, say) =>
      say({}, dropped.bytes),
    );
    this.#counted(
      'data_troubles_total',
      'Data behind a prompt that was late (stalled) or given up (timedOut, escaped).',
      ['trouble'],
      ({ dataTroubles }, say) => {
        for (const trouble of ['stalled', 'timedOut', 'escaped'] as const)
          say({ trouble }, dataTroubles.get(trouble) ?? 0);
      },
    );
    this.#counted(
      'compat_findings_total',
      'What a genuine module would not have done, by rule.',
      ['rule'],
      ({ compat }, say) => {
        for (const [rule, times] of compat) say({ rule }, times);
      },
    );
    this.#counted('restarts_total', 'Restarts of the module.', [], ({ restarts }, say) => say({}, restarts));
  }

  #ofLinks(): void {
    this.#gauge('links', 'Links by state, as AT+MQTTCONN? prints it.', ['module', 'state'], (say) => {
      for (const { module, forks } of this.#modules) {
        const of = (name: string, states: readonly number[]): void => {
          for (const state of LINK_STATES)
            say({ module: name, state }, states.filter((each) => each === state).length);
        };
        of(
          module.name,
          module.links.map(({ model }) => model.state),
        );
        const forked = [...forks.units].flatMap(({ module: { links } }) =>
          links.map(({ model }) => model.state),
        );
        if (forked.length > 0) of(forks.name, forked);
      }
    });
    this.#gauge(
      'link_state',
      'The state of a link, 0 to 6; 4 and more: connected.',
      ['module', 'link'],
      (say) => {
        for (const { module } of this.#modules)
          for (const { id, model } of module.links) say({ module: module.name, link: id }, model.state);
      },
    );
    this.#gauge('link_wanted', 'Whether the link is configured.', ['module', 'link'], (say) => {
      for (const { module } of this.#modules)
        for (const { id, model } of module.links)
          say({ module: module.name, link: id }, model.state === 0 ? 0 : 1);
    });
    const linked = (name: string, help: string, value: (counts: LinkCounts) => number): void =>
      this.#linked(name, help, [], (counts, say) => say({}, value(counts)));
    linked('link_attempts_total', 'Connections that were begun.', ({ attempts }) => attempts);
    linked('link_connects_total', 'Connections that the broker accepted.', ({ connects }) => connects);
    linked(
      'link_reconnects_total',
      'Connections that came back after a loss.',
      ({ reconnects }) => reconnects,
    );
    this.#linked(
      'link_failures_total',
      'Tries to connect that came to nothing, by kind of reason.',
      ['reason'],
      ({ failures }, say) => {
        for (const [reason, times] of failures) say({ reason }, times);
      },
    );
    this.#linked(
      'link_losses_total',
      'Connections lost, by kind of reason.',
      ['reason'],
      ({ losses }, say) => {
        for (const [reason, times] of losses) say({ reason }, times);
      },
    );
  }

  #ofMessages(): void {
    const packets = (
      name: string,
      help: string,
      labels: readonly string[],
      tell: (counts: PacketCounts, say: Say) => void,
    ): void =>
      this.#linked(name, help, ['direction', ...labels], ({ sent, received }, say) => {
        for (const [direction, counts] of Object.entries({ sent, received }))
          tell(counts, (more, value) => say({ direction, ...more }, value));
      });
    packets('messages_total', 'PUBLISH packets by direction and QoS.', ['qos'], ({ publishes }, say) => {
      for (const qos of QOS) say({ qos }, publishes[qos]);
    });
    packets('message_bytes_total', 'Bytes of their payloads.', ['qos'], ({ payloadBytes }, say) => {
      for (const qos of QOS) say({ qos }, payloadBytes[qos]);
    });
    packets('messages_repeated_total', 'Those that were sent again (DUP).', [], ({ repeated }, say) =>
      say({}, repeated),
    );
    packets('mqtt_bytes_total', 'Bytes of MQTT by direction.', [], ({ bytes }, say) => say({}, bytes));
  }

  #ofFlash(): void {
    const flashed = (tell: (flash: string, module: string) => void): void => {
      for (const { module, flash } of this.#modules) if (flash !== undefined) tell(flash, module.name);
    };
    this.#gauge('sessions', 'Sessions that the flash directory holds.', ['module'], (say) =>
      flashed((flash, module) => say({ module }, journalsOf(flash).sessions)),
    );
    this.#gauge('journal_bytes', 'Size of their journals.', ['module'], (say) =>
      flashed((flash, module) => say({ module }, journalsOf(flash).bytes)),
    );
    this.#gauge(
      'certificate_expiry_days',
      'Days until a stored certificate runs out; less than 0: it has.',
      ['module', 'namespace', 'key'],
      (say) => {
        for (const { module } of this.#modules) {
          for (const { namespace, key, validTo } of certificateExpiries(module.flash.manufacturing)) {
            const place = { namespace: shown(namespace), key: shown(key) };
            say({ module: module.name, ...place }, (validTo - this.#clock.wall()) / DAY_MS);
          }
        }
      },
    );
  }

  /** A value that is what it is when it is asked for. */
  #gauge(name: string, help: string, labelNames: readonly string[], tell: (say: Say) => void): void {
    const gauge: Gauge = new Gauge({
      ...named(name, help),
      labelNames: [...labelNames],
      registers: [this.#registry],
      collect() {
        gauge.reset();
        tell((labels, value) => gauge.set({ ...labels }, value));
      },
    });
  }

  /** A count of each module. */
  #counted(
    name: string,
    help: string,
    labelNames: readonly string[],
    tell: (counts: ModuleCounts, say: Say) => void,
  ): void {
    const counts = this.#counts;
    const counter: Counter = new Counter({
      ...named(name, help),
      labelNames: ['module', ...labelNames],
      registers: [this.#registry],
      collect() {
        counter.reset();
        for (const [module, each] of counts)
          tell(each, (more, value) => counter.inc({ module, ...more }, value));
      },
    });
  }

  /** A count of each link that was ever configured. */
  #linked(
    name: string,
    help: string,
    labelNames: readonly string[],
    tell: (counts: LinkCounts, say: Say) => void,
  ): void {
    this.#counted(name, help, ['link', ...labelNames], ({ links }, say) => {
      for (const [link, counts] of links) tell(counts, (more, value) => say({ link, ...more }, value));
    });
  }
}

function named(name: string, help: string): { name: string; help: string } {
  return { name: `atmqtt_${name}`, help };
}

/** Names are bytes, one a character. */
function shown(name: string): string {
  return showBytes(Buffer.from(name, 'latin1'));
}
