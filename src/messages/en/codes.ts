/** What else is said of error codes. */
export const codes = {
  noTerminatorIsNeverPrinted: () =>
    'a line without its terminator is not complete yet, so the module waits for it',
  typeIsNeverPrinted: () => 'a parameter of the wrong type could not be read, which is 0x0108 and its index',
  lengthIsNeverPrinted: () => 'a parameter that is too long fails with a code of its command, or without one',
  countIsNeverPrinted: () => 'a wrong number of parameters fails with a code of its command, or without one',
  formIsNeverPrinted: () => 'a command in a form that it does not have fails without a code',
};
