const THINGS = { folder: 'a folder', socket: 'a socket', circle: 'a link that leads to itself' } as const;

/** What is said of files that the program writes outside the flash directory. */
export const files = {
  foreign: ({ path }: { path: string }) =>
    `${path} is a pipe or device that another user has put there; choose another path`,
  noFile: ({ path, thing }: { path: string; thing: keyof typeof THINGS }) => `${path} is ${THINGS[thing]}`,
};
