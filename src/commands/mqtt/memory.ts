import { mqttCode } from '#at/mqtt-codes';
import { failure, type Result } from '#at/reply';
import { message } from '#messages/message';
import type { Kernel } from '#module/kernel';

/** Takes memory for so many bytes; who called gives it back. */
export function takeMemory(kernel: Kernel, size: number): Result<undefined> {
  if (kernel.allocate(size)) return undefined;
  return failure(mqttCode('MALLOC_FAILED'), message('commands.notEnoughMemory', { size, free: kernel.free }));
}
