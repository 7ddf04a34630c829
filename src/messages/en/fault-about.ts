/** What each fault is. */
export const faultAbout = {
  uartLose: () => 'Bytes on the UART are lost.',
  uartFlip: () => 'Bits of bytes on the UART are flipped.',
  uartDouble: () => 'Bytes on the UART come twice.',
  uartDelay: () => 'Bytes on the UART are late; their order stays.',
  uartCut: () => 'What is sent on the UART comes in small pieces.',
  uartSilence: () => 'Nothing passes on the UART.',
  moduleReset: () => 'The module is reset, whatever it is doing.',
  moduleResetDuring: () => 'The module is reset while a command runs.',
  moduleNoMemory: () => 'The module is out of memory, or of kernel objects.',
  moduleBusy: () => 'Commands take long.',
  moduleAnswer: () => 'A command is answered otherwise than it would be.',
  wifiDrop: () => 'The access point lets go of the station and is not heard while the fault lasts.',
  networkRefuse: () => 'The broker’s port refuses connections.',
  brokerConnack: () => 'The broker refuses the connection in its CONNACK.',
};
