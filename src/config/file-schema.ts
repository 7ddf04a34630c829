import { z } from 'zod';
import type { ListenAddress, ListenerKind } from '#broker/index';
import { reasonOf } from '#errors/atmqtt-error';
import { faultMappingJsonSchema } from '#faults/json-schema';
import { checkArea, type FaultMapping, readFault } from '#faults/parse';
import type { FaultSpec } from '#faults/table';
import { type Message, message } from '#messages/message';
import { showMapping } from '#module/settings/schema';
import { settingsSchema } from '#module/settings/settings';
import { type HostPort, MAX_PORT } from '#net/host-port';
import { parseOrigin } from '#net/web-origin';
import { parsePortSpec } from '#ports/index';
import { parseBrokerAddress } from './broker-address.ts';
import { CONTROL_PORT, type ControlAddress, parseControlAddress } from './control-address.ts';
import { METRICS_PORT, parseMetricsAddress } from './metrics-address.ts';
import { LOG_LEVELS } from './plan-options.ts';
import { parseWebAddress, type WebAddress } from './web-address.ts';

const MODULE_NAME = /^[A-Za-z][\w.-]{0,31}$/;

const portSchema = z.string().min(1).superRefine(refusedBy(parsePortSpec));

const listener = (kind: ListenerKind, over: string, usual: number) =>
  z
    .union([
      z.string().superRefine(refusedBy((value) => listenAddress(kind, value))),
      z.int().min(0).max(MAX_PORT),
      z.literal(true),
    ])
    .optional()
    .describe(`${over}: HOST:PORT, a port on loopback, or true for port ${usual}.`);

const faultMappingSchema = z.looseObject({ fault: z.string() });

/** @param check refuses what cannot act there */
const faultsSchemaWith = (check: (fault: FaultSpec) => void) =>
  z
    .array(
      z
        .union([z.string().min(1), faultMappingSchema])
        .superRefine(refusedBy((given) => check(readFault(given as string | FaultMapping)))),
    )
    .optional();
const faultsSchema = faultsSchemaWith(() => {});
const brokerFaultsSchema = faultsSchemaWith(({ name }) => checkArea(name, ['broker']));

const moduleSchema = z.strictObject({
  ports: z
    .array(portSchema)
    .min(1)
    .describe('Where hosts attach, as --port takes it: pty:/tmp/sensor, tcp-listen:3333 …'),
  flash: z
    .string()
    .min(1)
    .optional()
    .describe('Directory for what the module stores, relative to this file; without it nothing is kept.'),
  settings: settingsSchema.optional().describe('Settings of this module.'),
  faults: faultsSchema.describe(
    'What is wrong with this module from the start, as --fault takes it: wifi.drop,after=5s,for=2s.',
  ),
});

/** A settings file; the descriptions go into the JSON Schema that editors show. */
export const fileSchema = z
  .strictObject({
    broker: z
      .strictObject({
        tcp: listener('tcp', 'Over TCP', 1883),
        tls: listener('tls', 'Over TLS, with certificates made for the run', 8883),
        ws: listener('ws', 'Over WebSocket', 8083),
        wss: listener('wss', 'Over secure WebSocket', 8084),
        faults: brokerFaultsSchema.describe(
          'What the embedded broker does wrong from the start: broker.connack,code=3.',
        ),
      })
      .optional()
      .describe('The listeners of the embedded broker; without any there is no broker.'),
    allowedOrigins: z
      .array(z.string().superRefine(refusedBy((value) => parseOrigin(value, 'allowedOrigins'))))
      .optional()
      .describe(
        'Origins of web pages that may use the broker and ws-listen ports besides pages of this machine; null for pages that are opened from a file.',
      ),
    metrics: z
      .union([
        z.string().superRefine(refusedBy((value) => metricsAddress(value))),
        z.int().min(0).max(MAX_PORT),
        z.literal(true),
      ])
      .optional()
      .describe(
        `Where metrics, health and status are served: HOST:PORT, a port on loopback, or true for port ${METRICS_PORT}.`,
      ),
    control: z
      .union([
        z.string().superRefine(refusedBy((value) => controlAddress(value))),
        z.int().min(0).max(MAX_PORT),
        z.literal(true),
      ])
      .optional()
      .describe(
        `Where the control plane listens: HOST:PORT, a port on loopback, unix:PATH relative to this file, or true for port ${CONTROL_PORT}.`,
      ),
    web: z
      .union([
        z.string().superRefine(refusedBy((value) => webAddress(value))),
        z.int().min(0).max(MAX_PORT),
        z.literal(true),
      ])
      .optional()
      .describe(
        'Where the page is served, by the control plane: HOST:PORT, a port on loopback, or true for where that listens.',
      ),
    logLevel: z.enum(LOG_LEVELS).optional().describe('How much to tell.'),
    settings: settingsSchema
      .optional()
      .describe('Settings of every module; a module’s own count before them.'),
    faults: faultsSchema.describe('What is wrong with every module from the start.'),
    modules: z
      .record(z.string().regex(MODULE_NAME), moduleSchema)
      .optional()
      .describe('The modules by their names; without any there is one, module0, on the default ports.'),
  })
  .describe('A settings file of atmqtt.');

/** The address of a listener, as the file has it. @throws UsageError */
export function listenAddress(kind: ListenerKind, value: string | number | true): ListenAddress {
  return parseBrokerAddress(kind, value === true ? value : String(value), `broker.${kind}`);
}

/** Where metrics are served, as the file has it. @throws UsageError */
export function metricsAddress(value: string | number | true): HostPort {
  return parseMetricsAddress(String(value === true ? METRICS_PORT : value), 'metrics');
}

/** Where the control plane listens, as the file has it. @param pathOf what the path of a socket means @throws UsageError */
export function controlAddress(
  value: string | number | true,
  pathOf?: (path: string) => string,
): ControlAddress {
  return parseControlAddress(value === true ? value : String(value), 'control', pathOf);
}

/** Where the page is served, as the file has it. @throws UsageError */
export function webAddress(value: string | number | true): WebAddress {
  return parseWebAddress(value === true ? value : String(value), 'web');
}

/** Makes an issue of what a parser throws. */
function refusedBy<T>(parse: (value: T) => unknown) {
  return (value: T, context: z.RefinementCtx): void => {
    try {
      parse(value);
    } catch (error) {
      context.addIssue({ code: 'custom', params: { reason: reasonOf(error) } });
    }
  };
}

/** Why a parser refused, of the issue it was made into. */
export function refusalOf({ params }: z.core.$ZodIssueCustom): Message {
  return message('config.refused', { reason: params?.reason as Message });
}

/** The same for editors, as JSON Schema. */
export function fileJsonSchema(): Record<string, unknown> {
  // Draft 7 is what editors know best.
  const schema = z.toJSONSchema(fileSchema, {
    target: 'draft-7',
    io: 'input',
    override: ({ zodSchema, jsonSchema }) => {
      showMapping(zodSchema, jsonSchema);
      if (zodSchema !== faultMappingSchema) return;
      for (const key of Object.keys(jsonSchema)) Reflect.deleteProperty(jsonSchema, key);
      Object.assign(jsonSchema, faultMappingJsonSchema());
    },
  });
  return { ...schema, title: 'atmqtt settings file' };
}
