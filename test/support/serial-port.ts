import { SerialPort } from 'serialport';

/** Opens a terminal as host programs do; whoever calls closes it. */
export async function openSerialPort(path: string): Promise<SerialPort> {
  const serial = new SerialPort({ path, baudRate: 115_200, autoOpen: false });
  await new Promise<void>((resolve, reject) => serial.open((error) => (error ? reject(error) : resolve())));
  const { port } = serial;
  // Else, since Node 26.4, a read goes on only when something else happens (serialport/bindings-cpp#239).
  if (port !== undefined && 'poller' in port) port.poller.on('readable', () => setImmediate(() => {}));
  return serial;
}
