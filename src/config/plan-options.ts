/** How much to tell; the names are pino's. At `trace` all that hosts, modules and brokers say to each other is told. */
export const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'silent'] as const;
export type LogLevelOption = (typeof LOG_LEVELS)[number];

/** What is opened without `--port`. */
export const DEFAULT_PORTS = ['pty:/tmp/atmqtt0', 'tcp-listen:127.0.0.1:3333'];

/** The options that say what a run is made from, as they were typed. */
export interface PlanOptions {
  readonly config?: string;
  readonly port: readonly string[];
  readonly broker?: string | true;
  readonly brokerTls?: string | true;
  readonly brokerWs?: string | true;
  readonly brokerWss?: string | true;
  readonly allowOrigin?: readonly string[];
  readonly tryTls?: true;
  readonly flash?: string;
  readonly set: readonly string[];
  readonly fault?: readonly string[];
  readonly brokerFault?: readonly string[];
  readonly logLevel?: LogLevelOption;
  readonly metrics?: string;
  readonly control?: string | true;
  readonly web?: string | true;
  /** The page is opened in a browser, and served where nothing else has asked for it. */
  readonly open?: true;
}
