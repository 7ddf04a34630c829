/** What a connection can begin with that is not meant for a module. */
export const foreignProtocol = {
  http: () => 'an HTTP request, which any web page can send to a port of this computer',
  tls: () => 'a TLS handshake, which this port does not speak',
  ssh: () => 'an SSH greeting',
  proxy: () => 'the header of the PROXY protocol; switch it off at the proxy',
  mqtt: () => 'an MQTT packet, so an MQTT client takes this port for a broker',
  stun: () => 'a STUN request, which any web page can send to a port of this computer',
  modbus: () => 'a request of Modbus TCP, so a Modbus client takes this port for a device of its own',
  modbusRtu: () => 'a request of Modbus RTU, so a Modbus client takes this port for a device of its own',
  amqp: () => 'the header of AMQP, so a client takes this port for a message broker',
  stomp: () => 'a STOMP frame, so a client takes this port for a message broker',
  redis: () => 'a command of Redis, so a Redis client takes this port for its server',
  postgres: () => 'the greeting of a PostgreSQL client, which takes this port for its server',
  socks: () => 'a SOCKS greeting, so a client takes this port for a proxy',
  rdp: () => 'a request for a remote desktop (RDP), as port scanners send it too',
  esptool: () =>
    'the synchronisation of esptool, so a flashing tool takes this port for a chip: there is no firmware to flash here',
};
