import type { Firmware } from '#firmware/releases';

/** What a release for the ESP32-C3 says of itself. */
export interface ReleaseVersions {
  readonly version: string;
  /** The commit of its core. */
  readonly core: string;
  /** When that was compiled. */
  readonly made: string;
  readonly sdk: string;
  /** The version of the image, where it is written otherwise than `v` and that of the core. */
  readonly image?: string;
}

/** By the release that a module is. */
export const VERSIONS = {
  '2.2': {
    version: '2.2.0.0',
    core: 'c6fa6bf',
    made: 'Jul  2 2021 06:44:05',
    sdk: 'v4.2.2-76-gefa6eca',
    image: '2.2.0',
  },
  '2.4': {
    version: '2.4.2.0',
    core: '4c6eb5e',
    made: 'May 20 2022 03:11:59',
    sdk: 'v4.3.3',
    image: '2.4.2',
  },
  '3.2': {
    version: '3.2.0.0',
    core: 's-ec2dec2',
    made: 'Jul 28 2023 07:05:28',
    sdk: 'v5.0.2-376-g24b9d38a24-dirty',
  },
  '3.4': {
    version: '3.4.0.0-dev',
    core: 'be2bd9b',
    made: 'May 17 2024 05:26:15',
    sdk: 'v5.0.6-dirty',
  },
  '4.1': {
    version: '4.1.1.0',
    core: 'ba4dd0e',
    made: 'Jul 31 2025 08:37:48',
    sdk: 'v5.4.1-643-g8ad0d3d8f2f-dirty',
  },
  '5.0': {
    version: '5.0.1.0',
    core: 'b0fe7e5',
    made: 'Aug 22 2025 09:44:01',
    sdk: 'v5.5-beta1-695-ga3ca8669f24',
  },
  master: {
    version: '5.1.0.0-dev',
    core: '32ff6e1',
    made: 'Oct 17 2025 08:55:06',
    sdk: 'v5.5.1-255-g07e9bf4970',
  },
} as const satisfies Readonly<Record<Firmware, ReleaseVersions>>;
