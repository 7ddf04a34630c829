/** What is said of the Wi-Fi station. */
export const wifi = {
  notJoined: ({ ssid, reason }: { ssid: string; reason: number }) =>
    `${ssid} was not joined: +CWJAP:${reason}`,
  offline: () => 'no Wi-Fi connection; send AT+CWJAP first',
  stillJoining: () => 'the station is still joining the access point; wait for WIFI GOT IP',
  dhcpSilent: () => "no IP address: the access point's DHCP server does not answer",
  noAddress: () => 'no IP address; send AT+CIPSTA or AT+CWDHCP=1,1',
};
