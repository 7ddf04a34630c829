import type { Catalogue } from '../message.ts';

/** What else is said of error codes. */
export const codes: Catalogue['codes'] = {
  noTerminatorIsNeverPrinted: () => '没有结束符的一行视为还没输完，所以一直等待',
  typeIsNeverPrinted: () => '类型不对的参数无法读取，错误码是 0x0108 加参数序号',
  lengthIsNeverPrinted: () => '参数过长时，给出该命令自己的错误码，或者不给错误码',
  countIsNeverPrinted: () => '参数个数不对时，给出该命令自己的错误码，或者不给错误码',
  formIsNeverPrinted: () => '命令没有这种形式时失败，不给错误码',
};
