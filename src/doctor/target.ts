import { readFileSync } from 'node:fs';
import { UsageError } from '#errors/usage-error';
import { message } from '#messages/message';
import { type Scheme, schemeOf } from '#module/link/schemes';
import { type HostPort, parseHostPort } from '#net/host-port';

const SCHEMES = 10;

/** The options of `doctor`, as they were typed. */
export interface DoctorOptions {
  readonly sni?: string;
  readonly alpn?: readonly string[];
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
  readonly path?: string;
  readonly clientId: string;
  readonly username?: string;
  readonly password?: string;
}

/** A broker to connect to and how, checked and with its files read. */
export interface DoctorTarget {
  /** As `AT+MQTTUSERCFG` counts, from 1. */
  readonly number: number;
  readonly scheme: Scheme;
  /** An IPv6 address without brackets. */
  readonly host: string;
  readonly port: number;
  /** As it was typed. */
  readonly address: string;
  readonly options: DoctorOptions;
  readonly ca: Buffer | undefined;
  readonly cert: Buffer | undefined;
  readonly key: Buffer | undefined;
}

/** Reads and checks what is asked for. @throws UsageError for what cannot be tried */
export function readTarget(typedScheme: string, address: string, options: DoctorOptions): DoctorTarget {
  const number = Number(typedScheme);
  if (!Number.isInteger(number) || number < 1 || number > SCHEMES) {
    throw new UsageError(message('doctor.noScheme', { typed: typedScheme, last: SCHEMES }));
  }
  const { host, port } = readAddress(address);
  const scheme = schemeOf(number);
  const [ca, cert, key] = [readPem(options.ca), readPem(options.cert), readPem(options.key)];
  if (scheme.verifyServer && ca === undefined) {
    throw new UsageError(message('doctor.needsCa', { scheme: number }));
  }
  if (scheme.clientCertificate && (cert === undefined || key === undefined)) {
    throw new UsageError(message('doctor.needsCertificate', { scheme: number }));
  }
  return { number, scheme, host, port, address, options, ca, cert, key };
}

function readAddress(typed: string): HostPort {
  const refused = (options?: ErrorOptions): UsageError =>
    new UsageError(message('doctor.badAddress', { typed }), options);
  try {
    const { host, port } = parseHostPort(typed);
    if (host !== undefined && port !== 0) return { host, port };
  } catch (cause) {
    throw refused({ cause });
  }
  throw refused();
}

function readPem(file: string | undefined): Buffer | undefined {
  if (file === undefined) return undefined;
  try {
    return readFileSync(file);
  } catch (error) {
    const why = (error as Error).message;
    throw new UsageError(message('doctor.fileUnreadable', { file, why }), { cause: error });
  }
}
