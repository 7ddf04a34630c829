import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { message } from '#messages/message';
import { readCredentials } from '#mqtt/transports/tls/credentials';
import { folder } from '../../support/folder.ts';
import { needs } from '../../support/needs.ts';

test('a certificate and a key of a kind that TLS does not take', needs('openssl'), () => {
  const here = folder();
  const run = (line: string) => execFileSync('openssl', line.split(' '), { cwd: here, stdio: 'pipe' });
  run('req -x509 -newkey rsa:2048 -nodes -keyout ca.key -out ca.pem -subj /CN=ca -days 9');
  run('req -new -key ca.key -out own.csr -subj /CN=own');
  run('genpkey -algorithm X25519 -out own.key');
  run('pkey -in own.key -pubout -out own.pub');
  run(
    'x509 -req -in own.csr -force_pubkey own.pub -CA ca.pem -CAkey ca.key -set_serial 7 -days 9 -out own.pem',
  );
  const [cert, key] = ['own.pem', 'own.key'].map((name) => readFileSync(join(here, name)));
  const why = message('certificates.refused', { file: 'cert.pem' });
  expect(() => readCredentials({ cert, key })).toThrow(
    expect.objectContaining({ code: 'UNREADABLE', reason: message('transport.pairUnusable', { why }) }),
  );
});
