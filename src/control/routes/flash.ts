import { z } from 'zod';
import { message } from '#messages/message';
import { MAX_NAME_BYTES } from '#module/flash/manufacturing';
import { isPem } from '#net/pem';
import type { AddRoutes } from '../control-app.ts';
import { ControlError } from '../control-error.ts';
import { modulePath } from '../schemas/bytes.ts';
import { flashKeySchema, flashSchema } from '../schemas/flash.ts';
import { flashView, keyView } from '../views/flash-view.ts';

const MAX_PEM = 65_536;
/** What a name may be that stands in a path. */
const name = z
  .string()
  .max(MAX_NAME_BYTES)
  .regex(/^[\w.-]+$/);
const keyPath = modulePath.extend({
  namespace: name.describe('The namespace, such as mqtt_ca.'),
  key: name.describe('The key in it, such as mqtt_ca or mqtt_ca.1.'),
});

/** What lies in the flash of a module: above all its certificates. */
export const addFlashRoutes: AddRoutes = (app, { run }) => {
  app.route({
    method: 'GET',
    url: '/modules/:module/flash',
    schema: {
      tags: ['modules'],
      operationId: 'getFlash',
      summary: 'What lies in the flash of a module; private keys and passwords are not shown.',
      params: modulePath,
      response: { 200: flashSchema },
    },
    handler: ({ params }) => {
      const { module, configuration } = run.module(params.module);
      return flashView(module.flash, configuration?.flash.value);
    },
  });

  app.route({
    method: 'PUT',
    url: '/modules/:module/flash/:namespace/:key',
    schema: {
      tags: ['modules'],
      operationId: 'putCertificate',
      summary: 'Stores a certificate or a key, in PEM, where a connection looks for it from the next one on.',
      description:
        'MQTT looks in mqtt_ca, mqtt_cert and mqtt_key, for keys of the same names, and of those with .1 behind them for set 1. What a connection could not use is stored all the same, and problem says so.',
      params: keyPath,
      body: z.strictObject({
        pem: z.string().max(MAX_PEM).describe('One PEM or several behind each other.'),
      }),
      response: { 200: flashKeySchema },
    },
    handler: ({ params: { module, namespace, key }, body: { pem } }) => {
      const { manufacturing } = run.module(module).module.flash;
      if (!isPem(pem)) throw new ControlError('INVALID', message('controlAction.noPEM'));
      manufacturing.write(namespace, key, { type: 8, value: Buffer.from(pem) });
      return keyView(manufacturing, namespace, key);
    },
  });

  app.route({
    method: 'DELETE',
    url: '/modules/:module/flash/:namespace/:key',
    schema: {
      tags: ['modules'],
      operationId: 'deleteFlashKey',
      summary: 'Erases a key of the flash of a module.',
      params: keyPath,
      response: { 204: z.null().describe('It is erased.') },
    },
    handler: ({ params: { module, namespace, key } }, reply) => {
      const { manufacturing } = run.module(module).module.flash;
      if (manufacturing.read(namespace, key) === undefined)
        throw new ControlError('NOT_FOUND', message('controlAction.noFlashKey', { namespace, key }));
      manufacturing.erase(namespace, key);
      void reply.code(204).send(null);
    },
  });
};
