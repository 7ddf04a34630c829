/** What a connection can begin with that is not meant for a module. */
export const foreignProtocol = {
  http: () => 'an HTTP request, as a web page can send one to any port of this machine',
  tls: () => 'a TLS handshake, which this port does not speak',
  ssh: () => 'the greeting of SSH',
  proxy: () => 'the header of the PROXY protocol; switch that off at the proxy',
  mqtt: () => 'an MQTT packet, so that this is a client which takes the module for a broker',
  stun: () => 'a STUN request, as a web page can send one to any port of this machine',
};
