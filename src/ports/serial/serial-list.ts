import { reasonOf } from '#errors/atmqtt-error';
import { systemCode } from '#errors/system-error';
import { message } from '#messages/message';
import { PortError } from '../errors.ts';
import { type ListedDevice, loadSerial, type SerialLibrary } from './serial-native.ts';

/** A serial device of this computer; what is not known is left out. */
export interface SerialDeviceInfo {
  readonly path: string;
  readonly manufacturer?: string;
  readonly serialNumber?: string;
  /** Vendor and product of a USB device, as in `1a86:7523`. */
  readonly id?: string;
  /** A path that stays the same wherever the device is plugged in. */
  readonly stablePath?: string;
}

/**
 * The serial devices there are, by path.
 * @throws PortError `UNAVAILABLE` when this machine cannot tell
 */
export async function listSerialDevices(load?: () => Promise<SerialLibrary>): Promise<SerialDeviceInfo[]> {
  const library = await loadSerial(load);
  let devices: readonly ListedDevice[];
  try {
    devices = await library.list();
  } catch (error) {
    const reason =
      systemCode(error) === 'ENOENT'
        ? message('ports.udevadmMissing')
        : message('ports.cannotListDevices', { why: reasonOf(error) });
    throw new PortError('UNAVAILABLE', reason, { cause: error });
  }
  return devices.map(describe).sort((a, b) => a.path.localeCompare(b.path, 'en', { numeric: true }));
}

function describe(device: ListedDevice): SerialDeviceInfo {
  const { path, manufacturer, serialNumber, vendorId, productId, pnpId } = device;
  return {
    path,
    ...(manufacturer ? { manufacturer } : {}),
    ...(serialNumber ? { serialNumber } : {}),
    ...(vendorId && productId ? { id: `${vendorId}:${productId}`.toLowerCase() } : {}),
    ...(pnpId && process.platform === 'linux' ? { stablePath: `/dev/serial/by-id/${pnpId}` } : {}),
  };
}
