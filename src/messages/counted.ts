/** `1 byte`, `2 bytes`. @param what one of them */
export function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}

/** What was done to so many: `was`, `were`. */
export function was(count: number): string {
  return count === 1 ? 'was' : 'were';
}
