import { message } from '#messages/message';
import type { Port, PortEvents, PortInfo, PortKind } from '../port.ts';
import { BAUD_RANGE, DEFAULT_LINE, isBaud, type LineSettings } from '../serial-line.ts';
import { malformedSpec } from '../spec/malformed.ts';
import { SerialHost, type SerialHostOptions } from './serial-host.ts';
import { loadSerial } from './serial-native.ts';

const USAGE = 'serial:DEVICE[,BAUD][,rtscts]';

/** A serial device of this computer, such as a USB adapter that a microcontroller is wired to. */
export const serialKind: PortKind = {
  name: 'serial',
  usage: USAGE,
  // The package gives no sign of a break.
  resetSignals: ['dtr', 'rts'],
  parse(spec, rest = '') {
    const malformed = malformedSpec(spec, USAGE, 'serial:/dev/ttyUSB0');
    const [path = '', ...options] = rest.split(',');
    if (path === '') throw malformed(message('ports.noDevice'));
    const [speed, ...more] = options[0] === 'rtscts' ? [undefined, ...options] : options;
    const rtscts = more[0] === 'rtscts';
    const unknown = more[rtscts ? 1 : 0];
    if (speed !== undefined && !/^\d+$/.test(speed))
      throw malformed(message('ports.speedNotANumber', { speed }));
    if (unknown !== undefined) throw malformed(message('ports.unknownOption', { option: unknown }));
    const baud = speed === undefined ? DEFAULT_LINE.baud : Number(speed);
    if (!isBaud(baud)) throw malformed(message('ports.speedOutOfRange', { baud, ...BAUD_RANGE }));
    const settings: LineSettings = { ...DEFAULT_LINE, baud, flowControl: rtscts ? 'rtscts' : 'none' };
    return { kind: 'serial', fork: false, open: (events) => openSerial(spec, path, settings, events) };
  },
};

/** @throws PortError when the device cannot be had now; one that goes later is opened again */
export async function openSerial(
  spec: string,
  path: string,
  settings: LineSettings,
  events: PortEvents,
  parts: Partial<Pick<SerialHostOptions, 'library' | 'timers'>> = {},
): Promise<Port> {
  const library = parts.library ?? (await loadSerial());
  const host = new SerialHost({ notice: events.notice, ...parts, library, path, settings });
  await host.open();
  events.host(host, `serial ${path}`, {
    line: host,
    // What comes from here waits for CTS, if the line has it.
    flowControl: () => ['cts', 'rtscts'].includes(host.settings.flowControl),
    presence: (listener) => host.watchPresence(listener),
    signals: (listener) => host.watchSignals(listener),
  });
  return {
    spec,
    get info(): PortInfo {
      return { kind: 'serial', path, baud: host.settings.baud };
    },
    get away() {
      return host.present ? undefined : message('ports.deviceAway');
    },
    async close() {
      if (host.closed) return;
      const closed = new Promise<void>((resolve) => host.once('close', () => resolve()));
      host.destroy();
      await closed;
    },
  };
}
