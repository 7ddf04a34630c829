import { describe, expect, test } from 'vitest';
import { type Message, message } from '#messages/message';
import { isPortError, parsePortSpec } from '#ports/index';
import { failListening, listeningServers } from '../../support/failing-listen.ts';
import { needs } from '../../support/needs.ts';
import { failure, openPort, Recorder, tempFolder } from '../support/helpers.ts';

const why = message('errors.foreign', { text: 'listen EMFILE' });

/** Why a port does not open where the system says so. */
async function refusal(spec: string, system: string): Promise<[string, Message]> {
  failListening(system);
  const error = await failure(() => parsePortSpec(spec).open(new Recorder()));
  if (!isPortError(error)) throw error;
  return [error.code, error.reason];
}

describe.each(['tcp-listen', 'ws-listen', 'rfc2217-listen'])('%s', (kind) => {
  const place = `${kind} 127.0.0.1:81`;

  test.each<[string, string, Message]>([
    ['EADDRINUSE', 'TAKEN', message('ports.portTaken', { place })],
    ['EACCES', 'DENIED', message('ports.portDenied', { place })],
    ['EADDRNOTAVAIL', 'UNAVAILABLE', message('ports.foreignAddress', { place, loopback: '127.0.0.1' })],
    ['EMFILE', 'UNAVAILABLE', message('ports.cannotOpen', { place, why })],
  ])('%s: why it cannot listen', async (system, ...refused) => {
    expect(await refusal(`${kind}:81`, system)).toEqual(refused);
  });
});

describe('unix-listen', needs('Unix'), () => {
  test.each<[string, string, (place: string) => Message]>([
    ['EADDRINUSE', 'TAKEN', (place) => message('ports.pathTaken', { place })],
    ['EACCES', 'DENIED', (place) => message('ports.folderDenied', { place })],
    ['EROFS', 'DENIED', (place) => message('ports.folderDenied', { place })],
    ['ENOENT', 'UNAVAILABLE', (place) => message('ports.noFolder', { place })],
    ['EMFILE', 'UNAVAILABLE', (place) => message('ports.cannotOpen', { place, why })],
  ])('%s: why it cannot listen', async (system, code, reason) => {
    const path = `${tempFolder()}/esp.sock`;
    expect(await refusal(`unix-listen:${path}`, system)).toEqual([code, reason(`unix-listen ${path}`)]);
  });
});

test.each([
  ['tcp-listen', () => 'tcp-listen:0'],
  ['ws-listen', () => 'ws-listen:0'],
  ['rfc2217-listen', () => 'rfc2217-listen:0'],
  ['unix-listen', () => `unix-listen:${tempFolder()}/esp.sock`],
])('%s: a host that the system does not let in is told of', async (kind, spec) => {
  const servers = listeningServers();
  const { events } = await openPort(spec());
  const address = servers.at(-1)?.address();
  const where = typeof address === 'string' ? address : `127.0.0.1:${address?.port}`;
  servers.at(-1)?.emit('error', new Error('accept EMFILE'));
  expect(events.told).toEqual([
    message('ports.cannotAccept', {
      place: `${kind} ${where}`,
      why: message('errors.foreign', { text: 'accept EMFILE' }),
    }),
  ]);
});
