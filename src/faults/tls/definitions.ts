import { z } from 'zod';
import { message } from '#messages/message';
import { defineFault } from '../definition.ts';
import { whereShape } from '../where.ts';

/** What goes wrong in TLS: something else answers in the broker's place. */
export const tlsFaults = {
  'tls.expired': defineFault({
    about: message('faultAbout.tlsExpired'),
    hostSees: message('faultHostSees.tlsExpired'),
    parameters: whereShape,
  }),
  'tls.notYetValid': defineFault({
    about: message('faultAbout.tlsNotYetValid'),
    hostSees: message('faultHostSees.tlsNotYetValid'),
    parameters: whereShape,
  }),
  'tls.wrongName': defineFault({
    about: message('faultAbout.tlsWrongName'),
    hostSees: message('faultHostSees.tlsWrongName'),
    parameters: {
      name: z.string().min(1).default('another.example').describe('Whom the certificate is for.'),
      ...whereShape,
    },
  }),
  'tls.wrongCa': defineFault({
    about: message('faultAbout.tlsWrongCa'),
    hostSees: message('faultHostSees.tlsWrongCa'),
    parameters: whereShape,
  }),
  'tls.alert': defineFault({
    about: message('faultAbout.tlsAlert'),
    hostSees: message('faultHostSees.tlsAlert'),
    parameters: {
      alert: z
        .int()
        .min(0)
        .max(255)
        .default(40)
        .describe(
          'The alert (RFC 8446, 6): 40 handshake failure, 42 bad certificate, 45 certificate expired, 48 unknown CA, 70 protocol version, 80 internal error, 112 unrecognised name, 116 certificate required.',
        ),
      step: z
        .enum(['hello', 'certificate', 'finished'])
        .default('hello')
        .describe(
          'When it comes: instead of ServerHello; after the certificate of the client, over TLS 1.2; after the handshake, over TLS 1.3.',
        ),
      ...whereShape,
    },
  }),
  'tls.silent': defineFault({
    about: message('faultAbout.tlsSilent'),
    hostSees: message('faultHostSees.tlsSilent'),
    parameters: whereShape,
  }),
  'tls.old': defineFault({
    about: message('faultAbout.tlsOld'),
    hostSees: message('faultHostSees.tlsOld'),
    parameters: {
      version: z
        .enum(['1.0', '1.1'])
        .default('1.1')
        .describe('The latest version of TLS that the broker speaks.'),
      ...whereShape,
    },
  }),
};
