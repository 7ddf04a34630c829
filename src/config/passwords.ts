/** Whether a value is a password: it is called one and is not empty. @param name dotted */
export function isPassword(name: string, value: unknown): boolean {
  const key = name.slice(name.lastIndexOf('.') + 1);
  return typeof value === 'string' && value !== '' && /password$/i.test(key);
}

/** Whether there is a password in a value, at any depth. */
export function holdsPassword(name: string, value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return isPassword(name, value);
  return Object.entries(value).some(([inner, item]) => holdsPassword(inner, item));
}
