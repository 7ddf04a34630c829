/** The flash or something in it cannot be used; the message is one sentence for the user. */
export class FlashError extends Error {
  override readonly name = 'FlashError';
}
