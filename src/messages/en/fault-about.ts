/** What each fault is. */
export const faultAbout = {
  uartLose: () => 'Bytes on the UART are lost.',
  moduleNoMemory: () => 'The module is out of memory, or of kernel objects.',
  moduleBusy: () => 'Commands take long before they run.',
  wifiDrop: () => 'The access point lets go of the station and is not heard while the fault lasts.',
  networkRefuse: () => 'The broker’s port refuses connections.',
  brokerConnack: () => 'The broker refuses the connection in its CONNACK.',
};
