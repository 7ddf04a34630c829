import type { Catalogue } from '../message.ts';
import { foreignText } from './system-errors.ts';

/** What is said of errors of any kind. */
export const errors: Catalogue['errors'] = {
  foreign: ({ text }) => foreignText(text),

  noMessage: ({ key }) => `没有消息 ${key}。`,
  noLink: ({ id }) => `没有 link ${id}。`,
  noScheme: ({ number }) => `没有 scheme ${number}。`,
  noCertificates: () => 'TLS 监听需要证书。',
};
