import { expect, test } from 'vitest';
import { whyNoHandshake } from '#broker/handshake';
import { message, textOf } from '#messages/message';

test.each(['ERR_SSL_WRONG_VERSION_NUMBER', 'ERR_SSL_PACKET_LENGTH_TOO_LONG', 'ERR_SSL_HTTP_REQUEST'])(
  'a client that does not speak TLS, by what OpenSSL says: %s',
  (code) => {
    const why = whyNoHandshake(Object.assign(new Error('of OpenSSL'), { code }));
    expect(why).toEqual(message('broker.notTls'));
    expect(textOf(why)).toBe('it does not speak TLS at this port');
  },
);
