import { onTestFinished } from 'vitest';

/** Until the end of the test this process takes the system for another one. */
export function pretendPlatform(platform: NodeJS.Platform): void {
  pretend('platform', platform);
}

/** Until the end of the test this process takes its Node for another one. @param version as in `v22.8.0` */
export function pretendNode(version: string): void {
  pretend('version', version);
}

function pretend(name: 'platform' | 'version', value: string): void {
  const own = Object.getOwnPropertyDescriptor(process, name) as PropertyDescriptor;
  Object.defineProperty(process, name, { ...own, value });
  onTestFinished(() => void Object.defineProperty(process, name, own));
}
