import type { Socket } from 'node:net';
import { Duplex } from 'node:stream';
import type { CertifiedKey } from '#certificates/authority';
import { ENCRYPTED_ALERT_BYTES, encryptedAlert, plainAlert, RECORD, RecordReader } from './records.ts';
import { tlsServer } from './serve.ts';

/** Which alert, and when. */
export interface Alert {
  readonly alert: number;
  readonly step: 'hello' | 'certificate' | 'finished';
}

/** Ends a connection with an alert in the step of the handshake that is asked for. */
export function answerWithAlert(socket: Socket, { alert, step }: Alert, credentials: CertifiedKey): void {
  switch (step) {
    case 'hello':
      socket.once('data', () => socket.end(plainAlert(alert)));
      break;
    case 'certificate':
      afterCertificate(socket, alert, credentials);
      break;
    case 'finished':
      afterHandshake(socket, alert, credentials);
      break;
  }
}

/** TLS 1.2: what the client sends once the server has said all begins with its certificate, and the server is still in clear. */
function afterCertificate(socket: Socket, alert: number, credentials: CertifiedKey): void {
  let answered = false;
  const below = new Below(socket, (bytes, done) => {
    answered = true;
    socket.write(bytes, done);
  });
  socket.on('data', (bytes: Buffer) => {
    if (answered) socket.end(plainAlert(alert));
    else below.push(bytes);
  });
  tlsServer(credentials, () => {}, { maxVersion: 'TLSv1.2' }).emit('connection', below);
}

/** TLS 1.3: the server closes as soon as the handshake is done, and the alert takes the place of its close notify. */
function afterHandshake(socket: Socket, alert: number, credentials: CertifiedKey): void {
  const reader = new RecordReader();
  let secret: Buffer | undefined;
  let answered = false;
  /** Records that the server has sent since the keys of the handshake are done with. */
  let sent: number | undefined;
  const below = new Below(socket, (bytes, done) => {
    answered = true;
    for (const record of reader.feed(bytes)) {
      if (record.type === RECORD.data && sent !== undefined) {
        if (record.length === ENCRYPTED_ALERT_BYTES && secret !== undefined) {
          socket.end(encryptedAlert(alert, secret, sent));
          break;
        }
        sent++;
      }
      socket.write(record.bytes);
    }
    done();
  });
  socket.on('data', (bytes: Buffer) => {
    if (answered) sent ??= 0;
    below.push(bytes);
  });
  const server = tlsServer(credentials, (client) => client.end(), {
    minVersion: 'TLSv1.3',
    ciphers: 'TLS_AES_128_GCM_SHA256',
  });
  server.on('keylog', (line) => {
    const [label, , hex = ''] = line.toString().trim().split(' ');
    if (label === 'SERVER_TRAFFIC_SECRET_0') secret = Buffer.from(hex, 'hex');
  });
  server.emit('connection', below);
}

/** The TCP connection as a TLS server has it. */
class Below extends Duplex {
  readonly #written: (bytes: Buffer, done: () => void) => void;

  /** @param written takes what the server writes */
  constructor(socket: Socket, written: (bytes: Buffer, done: () => void) => void) {
    super();
    this.#written = written;
    this.on('error', () => {});
    socket.once('close', () => this.destroy());
  }

  override _read(): void {}

  override _write(bytes: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.#written(bytes, done);
  }
}
