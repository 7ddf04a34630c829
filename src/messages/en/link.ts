/** What is said of an MQTT link. */
export const link = {
  lostWithWifi: () => 'the connection was lost with the Wi-Fi',
};
