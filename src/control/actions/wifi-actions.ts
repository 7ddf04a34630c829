import { showBytes } from '#bytes/show-bytes';
import { message } from '#messages/message';
import type { Module } from '#module/module';
import { ControlError } from '../control-error.ts';
import { withoutPower } from './module-actions.ts';

/**
 * Has the station of a module join what a boot would join.
 * @throws ControlError `CONFLICT` while it has no power, and when the access point does not take it
 */
export async function rejoinWifi(module: Module): Promise<void> {
  if (!module.powered) throw withoutPower(module);
  const { ssid } = module.wifi.remembered;
  const reason = await module.wifi.rejoin();
  if (reason === undefined) return;
  throw new ControlError('CONFLICT', message('wifi.notJoined', { ssid: showBytes(ssid), reason }));
}
