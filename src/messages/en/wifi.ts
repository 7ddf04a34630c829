/** What is said of the Wi-Fi station. */
export const wifi = {
  notJoined: ({ ssid, reason }: { ssid: string; reason: number }) =>
    `${ssid} was not joined: +CWJAP:${reason}`,
  offline: () => 'there is no Wi-Fi; send AT+CWJAP first',
  dhcpSilent: () => 'there is no address: the DHCP server of the access point does not answer',
  noAddress: () => 'there is no address; send AT+CIPSTA or AT+CWDHCP=1,1',
};
