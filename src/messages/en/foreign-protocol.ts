/** What a connection can begin with that is not meant for a module. */
export const foreignProtocol = {
  http: () => 'an HTTP request, which any web page can send to a port of this computer',
  tls: () => 'a TLS handshake, which this port does not speak',
  ssh: () => 'an SSH greeting',
  proxy: () => 'the header of the PROXY protocol; switch it off at the proxy',
  mqtt: () => 'an MQTT packet, so an MQTT client takes this port for a broker',
  stun: () => 'a STUN request, which any web page can send to a port of this computer',
};
