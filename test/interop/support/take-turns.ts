import { expect } from 'vitest';
import { type Told, toldModule } from '../../support/told-module.ts';

/**
 * Lets two modules with one client ID take the connection from each other, three times.
 * @returns the one that connects again by itself
 */
export async function takeTurns(
  port: number,
  login: { user?: string; password?: string } = {},
): Promise<Told> {
  const here = await toldModule();
  const there = await toldModule();
  const connected = (): number => here.told.filter(({ key }) => key === 'link.connected').length;
  await here.connect(port, { ...login, reconnect: 1 });
  for (let round = 1; round <= 3; round++) {
    const before = here.told.length;
    await there.command('AT+MQTTCLEAN=0');
    await there.connect(port, login);
    await expect
      .poll(() => here.told.slice(before).some(({ key }) => /lost|closed|disconnected/.test(key)))
      .toBe(true);
    await here.clock.advance(here.module.settings.reconnectIntervalMs);
    await expect.poll(connected).toBe(round + 1);
  }
  return here;
}
