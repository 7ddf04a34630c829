import { type AddressInfo, createServer, type Socket } from 'node:net';
import type { DialRoute } from '#module/platform';
import type { Route, TlsOptions } from '#mqtt/route';
import type { Dial } from '#mqtt/transport';
import { type DetouredRoute, dialRoute } from '#mqtt/transports/dial';
import { LOOPBACK } from '#net/host-port';
import { startListening } from '#net/listen';
import { pemText } from '#net/pem';
import { type Alert, answerWithAlert } from './alerts.ts';
import { type Forgery, forge } from './forgery.ts';
import { oldServerHello } from './records.ts';
import { serveTls } from './serve.ts';

/** What answers TLS in the place of the broker. */
export type Impostor =
  | { readonly kind: 'silent' }
  | ({ readonly kind: 'alert' } & Alert)
  | { readonly kind: 'old'; readonly version: '1.0' | '1.1' }
  | Forgery;

/** A route over TLS. */
type SecureRoute = Route & { readonly tls: TlsOptions };

/**
 * The way to a server of this process in the place of the broker, over TCP of this machine. What gets through it goes on to
 * the broker.
 * @param dial the way to the broker
 */
export async function dialImpostor(impostor: Impostor, route: SecureRoute, dial: DialRoute): Promise<Dial> {
  const { tls } = route;
  const { serve, ca } = await serverOf(impostor, route, dial);
  const server = createServer({ noDelay: true }, (socket) => {
    server.close();
    socket.on('error', () => {});
    serve(socket);
  });
  await startListening(server, () => server.listen({ host: LOOPBACK, port: 0 }));
  // One that nobody comes to does not keep the process.
  server.unref();
  const detoured: DetouredRoute = {
    ...route,
    address: LOOPBACK,
    addressPort: (server.address() as AddressInfo).port,
    tls: {
      ...tls,
      ca: ca === undefined || tls.verify === undefined ? tls.ca : `${pemText(tls.ca ?? '')}\n${ca}`,
    },
  };
  return dialRoute(detoured);
}

/** What becomes of a connection, and the CA by which it is to be trusted. */
interface Server {
  readonly ca?: string | undefined;
  serve(socket: Socket): void;
}

async function serverOf(impostor: Impostor, route: SecureRoute, dial: DialRoute): Promise<Server> {
  switch (impostor.kind) {
    case 'silent':
      return { serve: (socket) => void socket.resume() };
    case 'old':
      return {
        serve: (socket) => void socket.once('data', () => socket.end(oldServerHello(impostor.version))),
      };
    case 'alert': {
      const { ca, credentials } = await forge({ kind: 'valid' }, route);
      return { ca, serve: (socket) => answerWithAlert(socket, impostor, credentials) };
    }
    default: {
      const { ca, credentials } = await forge(impostor, route);
      const onwards: DetouredRoute = { ...route, belowWebSocket: true };
      return { ca, serve: (socket) => serveTls(socket, credentials, dial(onwards)) };
    }
  }
}
