/** What is said of the Wi-Fi station. */
export const wifi = {
  notJoined: ({ ssid, reason }: { ssid: string; reason: number }) =>
    `${ssid} was not joined: +CWJAP:${reason}`,
  noAddress: () => 'there is no address; send AT+CIPSTA or AT+CWDHCP=1,1',
};
