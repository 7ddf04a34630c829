/** How a serial port is opened: what Web Serial calls so, as far as it is chosen here. */
export interface LineSettings {
  readonly baudRate: number;
  readonly flowControl: 'none' | 'hardware';
}

/** A port of Web Serial, as far as it is used here; TypeScript's types of the DOM do not have it. */
export interface SerialPort extends EventTarget {
  readonly readable: ReadableStream<Uint8Array> | null;
  readonly writable: WritableStream<Uint8Array> | null;
  open(options: LineSettings & { readonly bufferSize: number }): Promise<void>;
  close(): Promise<void>;
  getInfo(): { readonly usbVendorId?: number; readonly usbProductId?: number };
}

interface Serial extends EventTarget {
  /** Asks the person at the browser for one. */
  requestPort(): Promise<SerialPort>;
  /** Those that this page was given before. */
  getPorts(): Promise<SerialPort[]>;
}

/** Undefined where the browser has none, or the page is neither of this machine nor over HTTPS. */
export const serial = (navigator as { readonly serial?: Serial }).serial;

/** Speeds that are met with ESP-AT; 74880 is that of the boot ROM of an ESP8266. */
export const BAUD_RATES = [
  9600, 19_200, 38_400, 57_600, 74_880, 115_200, 230_400, 460_800, 921_600, 1_500_000, 2_000_000,
] as const;

/** Who makes the chips that are on most boards. */
const MAKERS: Readonly<Record<number, string>> = {
  1027: 'FTDI',
  1659: 'Prolific',
  4292: 'Silicon Labs CP210x',
  6790: 'WCH CH340',
  12346: 'Espressif',
};

/** `10c4:ea60`; undefined of a port that is not at USB. */
export function usbIdOf(port: SerialPort): string | undefined {
  const { usbVendorId, usbProductId } = port.getInfo();
  if (usbVendorId === undefined) return undefined;
  return [usbVendorId, usbProductId ?? 0].map((id) => id.toString(16).padStart(4, '0')).join(':');
}

/** What a port is called in recordings: `web-serial:10c4:ea60`. */
export function placeOf(port: SerialPort): string {
  return `web-serial:${usbIdOf(port) ?? 'port'}`;
}

/** What a port is called for people: `Espressif 303a:1001`. @param other when nothing is known of it */
export function nameOf(port: SerialPort, other: string): string {
  const id = usbIdOf(port);
  if (id === undefined) return other;
  return [MAKERS[port.getInfo().usbVendorId ?? 0], id].filter((each) => each !== undefined).join(' ');
}
