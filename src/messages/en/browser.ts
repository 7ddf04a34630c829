import type { Message, Render } from '../types.ts';

/** What is said of a module that lives in the page of a browser. */
export const browser = {
  // Of the way to a broker.
  noTcp: ({ tls }: { tls: boolean }) =>
    `a page in a browser cannot open a TCP connection: use scheme ${tls ? '7 of AT+MQTTUSERCFG, MQTT over WebSocket over TLS' : '6 of AT+MQTTUSERCFG, MQTT over WebSocket'}`,
  noClientCertificate: () =>
    'a page in a browser cannot send the stored client certificate, because the browser does TLS by itself: use scheme 7 or 8',
  noAlpn: () =>
    'a page in a browser cannot send ALPN, because the browser does TLS by itself: clear it with AT+MQTTALPN',
  noServerName: ({ serverName, host }: { serverName: string; host: string }) =>
    `a page in a browser sends ${host} as the server name and cannot send ${serverName}: clear it with AT+MQTTSNI`,
  refusedAtOnce: ({ why }: { why: Message }, render: Render) =>
    `the browser does not open this WebSocket: ${render(why)}`,
  notOpened: ({ url, tls }: { url: string; tls: boolean }) =>
    `${url} could not be opened, and a browser does not say why: perhaps nothing listens there, it is no WebSocket, the path is another, or it refuses pages of this origin${
      tls ? ', or its certificate is not trusted by the browser, or it asks for a client certificate' : ''
    }`,
  broke: () => 'the connection broke, and a browser does not say why',

  // Of the world outside.
  noNames: ({ name }: { name: string }) => `a page in a browser cannot look up ${name}`,
  noPing: () => 'a page in a browser cannot send echo requests',
  noTimeServer: () => 'a page in a browser cannot ask time servers: set sntp to host',

  // Of its flash.
  storageDamaged: ({ key }: { key: string }) =>
    `what the browser keeps under ${key} was not stored by a module: use another key, or remove it`,
  storageRefuses: ({ why }: { why: Message }, render: Render) => `the browser stores no more: ${render(why)}`,
};
