import { number } from '#at/params';
import { okRightBehind } from '#at/reply';
import { int, response } from '#at/response';
import { byFirmware } from '#firmware/choice';
import type { Module } from '#module/module';
import { defineCommand, form } from '../define.ts';

const heap = response`+SYSRAM:${int('remaining RAM size')},${int('minimum heap size')}`;
const region = response`+SYSRAM:${int('largest free block')},${int('free')},${int('minimum free')},${int('total')}`;

/** `MALLOC_CAP_8BIT`, `_INTERNAL` and `_DEFAULT`: what the heap can hold. */
const HEAP_CAPS = (1 << 2) | (1 << 11) | (1 << 12);

export const sysram = defineCommand({
  name: 'AT+SYSRAM',
  family: 'basic',
  help: 'Free bytes of the heap now, and the fewest since boot.',
  forms: {
    query: form({
      responses: [heap],
      run: ({ kernel }) => okRightBehind(heap.line(kernel.free, kernel.minFree)),
    }),
    set: byFirmware({
      '2.2': undefined,
      '4.1': form({
        params: [
          number<Module>('caps', {
            about:
              'Bits of what the memory must be capable of, as ESP-IDF names them; of other memory there is none.',
            range: [-0x8000_0000, 0x7fff_ffff],
            rangeText: 'any that fits into 32 bits',
          }),
        ],
        responses: [region],
        run({ kernel, settings }, [caps]) {
          const fits = caps !== 0 && (caps & ~HEAP_CAPS) === 0;
          const { free, minFree } = kernel;
          return okRightBehind(
            fits ? region.line(free, free, minFree, settings.heapBytes) : region.line(0, 0, 0, 0),
          );
        },
      }),
    }),
  },
});
