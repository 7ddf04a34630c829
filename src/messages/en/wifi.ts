/** What is said of the Wi-Fi station. */
export const wifi = {
  notJoined: ({ ssid, reason }: { ssid: string; reason: number }) =>
    `${ssid} was not joined: +CWJAP:${reason}`,
  offline: () => 'there is no Wi-Fi; send AT+CWJAP first',
  noAddress: () => 'there is no address; send AT+CIPSTA or AT+CWDHCP=1,1',
};
