/** Chips whose boot ROM can be heard on the UART of the AT commands. */
export const CHIPS = ['esp8266', 'esp32', 'esp32c3'] as const;
type Chip = (typeof CHIPS)[number];

/** Why a chip boots. */
export type BootCause = 'power' | 'software' | 'brownOut';

interface Rom {
  /** Bits a second at which it speaks. */
  readonly baud: number;
  readonly causes: Readonly<Record<BootCause, string>>;
  lines(cause: string): readonly string[];
}

const ROMS: Readonly<Record<Chip, Rom>> = {
  esp8266: {
    baud: 74_880,
    causes: { power: '1', software: '2', brownOut: '1' },
    lines: (cause) => [
      '',
      ` ets Jan  8 2013,rst cause:${cause}, boot mode:(3,6)`,
      '',
      'load 0x40100000, len 1856, room 16 ',
      'tail 0',
      'chksum 0x63',
      'load 0x3ffe8000, len 776, room 8 ',
      'tail 0',
      'chksum 0x02',
      'load 0x3ffe8310, len 552, room 8 ',
      'tail 0',
      'chksum 0x79',
      'csum 0x79',
      '',
    ],
  },
  esp32: {
    baud: 115_200,
    causes: {
      power: '0x1 (POWERON_RESET)',
      software: '0xc (SW_CPU_RESET)',
      brownOut: '0xf (RTCWDT_BROWN_OUT_RESET)',
    },
    lines: (cause) => [
      'ets Jun  8 2016 00:22:57',
      '',
      `rst:${cause},boot:0x13 (SPI_FAST_FLASH_BOOT)`,
      'configsip: 0, SPIWP:0xee',
      'clk_drv:0x00,q_drv:0x00,d_drv:0x00,cs0_drv:0x00,hd_drv:0x00,wp_drv:0x00',
      'mode:DIO, clock div:2',
      'load:0x3fff0030,len:7172',
      'load:0x40078000,len:13212',
      'load:0x40080400,len:4568',
      'entry 0x400806f4',
    ],
  },
  esp32c3: {
    baud: 115_200,
    causes: { power: '0x1 (POWERON)', software: '0x3 (RTC_SW_SYS_RST)', brownOut: '0xf (BROWNOUT_RST)' },
    lines: (cause) => [
      'ESP-ROM:esp32c3-api1-20210207',
      'Build:Feb  7 2021',
      `rst:${cause},boot:0xc (SPI_FAST_FLASH_BOOT)`,
      'SPIWP:0xee',
      'mode:DIO, clock div:1',
      'load:0x3fcd5820,len:0x1708',
      'load:0x403cc710,len:0x968',
      'load:0x403ce710,len:0x2f9c',
      'entry 0x403cc710',
    ],
  },
};

/** What the ROM of a chip prints when it boots, and at which speed. */
export function bootBanner(chip: Chip, cause: BootCause): { readonly baud: number; readonly bytes: Buffer } {
  const { baud, causes, lines } = ROMS[chip];
  const text = lines(causes[cause]).map((line) => `${line}\r\n`);
  return { baud, bytes: Buffer.from(text.join('')) };
}
