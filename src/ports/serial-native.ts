import { type LineSettings, PortError } from './port.ts';

/** How a device is opened: its line, and whether other programs are kept out. */
export interface DeviceOptions {
  readonly path: string;
  readonly baudRate: number;
  readonly dataBits: LineSettings['dataBits'];
  readonly stopBits: LineSettings['stopBits'];
  readonly parity: LineSettings['parity'];
  readonly rtscts: boolean;
  readonly lock: boolean;
}

/** A device that is open. */
export interface OpenDevice {
  read(buffer: Buffer, offset: number, length: number): Promise<{ bytesRead: number }>;
  write(bytes: Buffer): Promise<void>;
  update(options: { baudRate: number }): Promise<void>;
  drain(): Promise<void>;
  getBaudRate(): Promise<unknown>;
  close(): Promise<void>;
}

/** A device as it is listed; what is not known is undefined. */
export interface ListedDevice {
  readonly path: string;
  readonly manufacturer?: string | undefined;
  readonly serialNumber?: string | undefined;
  readonly vendorId?: string | undefined;
  readonly productId?: string | undefined;
  /** On Linux the name below /dev/serial/by-id. */
  readonly pnpId?: string | undefined;
}

/** What is used of the package serialport. */
export interface SerialLibrary {
  open(options: DeviceOptions): Promise<OpenDevice>;
  list(): Promise<readonly ListedDevice[]>;
}

/**
 * Loads the package when the first device is opened or listed, so that nothing else needs its native code.
 * @throws PortError `UNAVAILABLE`
 */
export async function loadSerial(load: () => Promise<SerialLibrary> = loadPackage): Promise<SerialLibrary> {
  try {
    return await load();
  } catch (error) {
    throw new PortError(
      'UNAVAILABLE',
      `serial ports need the package serialport, which does not load on ${process.platform}-${process.arch}; ` +
        'install it, or let ser2net serve the device and use rfc2217:HOST:PORT instead',
      { cause: error },
    );
  }
}

async function loadPackage(): Promise<SerialLibrary> {
  const { binding } = (await import('serialport')).SerialPort;
  // Without its stream, which starts anew with every opening.
  return { open: (options) => binding.open(options), list: () => binding.list() };
}
