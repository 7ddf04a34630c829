const giveNumber = () => 'Give a number without quotes.';
const giveString = () =>
  'Put it in double quotes and write \\, \\" \\\\ for comma, quote and backslash inside it.';

/** What a person can do about each error code; the names are those of `codeMeaning`. */
export const codeAdvice = {
  generic: () => 'Read the log line that is printed with it.',
  noTerminator: () => 'End each command with CR LF, or change the setting terminator.',
  noAT: () => 'Start each line with AT, end it with CR LF, and send long payloads with AT+MQTTPUBRAW.',
  length: () => 'Shorten the parameter that the log names.',
  type: () => 'Quote strings; do not quote numbers.',
  count: () =>
    "Compare the commas with the command's row in the reference; a comma in a string needs a backslash.",
  invalid: () => 'See the range in the reference.',
  parse: () =>
    'Put strings in double quotes and write \\, \\" \\\\ for comma, quote and backslash inside them.',
  unsupported: () => 'AT+CMD? lists the commands; check the spelling.',
  execution: () => 'Look its last four digits up, as with atmqtt explain 6006.',
  busy: () => 'Wait for OK, ERROR or the end of data mode before you send the next line.',
  form: () => 'AT+CMD? shows which forms each command has.',
  NO_CONFIGURED: () =>
    'Send AT+MQTTUSERCFG first. After a connection with reconnect 0 was lost, send AT+MQTTCLEAN=0 and configure again.',
  NOT_IN_CONFIGURED_STATE: () => 'Send AT+MQTTCLEAN=0 first, then configure again.',
  UNINITIATED_OR_ALREADY_CLEAN: () => 'Nothing needs to be done; begin with AT+MQTTUSERCFG.',
  ALREADY_CONNECTED: () => 'Use the connection, or send AT+MQTTCLEAN=0 to connect elsewhere.',
  MALLOC_FAILED: () =>
    'Publish in smaller pieces; AT+SYSRAM? shows what is free, and the setting heapBytes how much there is.',
  NULL_LINK: () =>
    'Send AT+MQTTCONN, and AT+MQTTUSERCFG before it in state 0, and wait for OK before publishing or subscribing.',
  NULL_PARAMTER: () => 'Give every parameter a value that is not empty.',
  PARAMETER_COUNTS_IS_WRONG: () =>
    'Count the commas: one after the last parameter counts too, and one inside a string needs a backslash.',
  TLS_CONFIG_ERROR: () =>
    'Store what this scheme needs, with AT+SYSMFG: a CA for 3, 5, 8 and 10, a certificate and its key for 4, 5, 9 and 10; or use scheme 2 or 7, which verify nothing.',
  PARAM_PREPARE_ERROR: () =>
    'See the code before it; without one, give a client ID, or set disable_clean_session to 0.',
  CLIENT_START_FAILED: () =>
    "The log gives the reason: no Wi-Fi, an unknown host name, a refused connection, a timeout, or the broker's return code.",
  CLIENT_PUBLISH_FAILED: () =>
    'The log gives the reason: a wildcard in the topic, no acknowledgement in time, or a lost connection.',
  CLIENT_SUBSCRIBE_FAILED: () =>
    'The log gives the reason: a malformed filter, a refusal, or no answer in time.',
  CLIENT_UNSUBSCRIBE_FAILED: () => 'The log gives the reason; AT+MQTTSUB? lists the subscriptions.',
  CLIENT_DISCONNECT_FAILED: () => 'The log gives the reason, such as a full or read-only flash directory.',
  LINK_ID_READ_FAILED: giveNumber,
  LINK_ID_VALUE_IS_WRONG: () => 'Use 0; the setting links makes more of them.',
  SCHEME_READ_FAILED: giveNumber,
  SCHEME_VALUE_IS_WRONG: () => 'Use 1 to 10; 1 is MQTT over TCP.',
  CLIENT_ID_READ_FAILED: giveString,
  CLIENT_ID_IS_NULL: () => 'The broker assigns one; that needs a clean session.',
  CLIENT_ID_IS_OVERLENGTH: () => 'Give the number of bytes that follow the prompt, 1 to 1024.',
  USERNAME_READ_FAILED: giveString,
  USERNAME_IS_NULL: () => 'That is fine if the broker requires none.',
  USERNAME_IS_OVERLENGTH: () =>
    'Use at most 64 bytes in AT+MQTTUSERCFG, or AT+MQTTLONGUSERNAME with the length, 1 to 1024.',
  PASSWORD_READ_FAILED: giveString,
  PASSWORD_IS_NULL: () => 'That is fine if the broker requires none.',
  PASSWORD_IS_OVERLENGTH: () =>
    'Use at most 64 bytes in AT+MQTTUSERCFG, or AT+MQTTLONGPASSWORD with the length, 1 to 1024.',
  CERT_KEY_ID_READ_FAILED: giveNumber,
  CERT_KEY_ID_VALUE_IS_WRONG: () => 'Use 0, or store a second certificate and key before you use 1.',
  CA_ID_READ_FAILED: giveNumber,
  CA_ID_VALUE_IS_WRONG: () => 'Use 0, or store a second CA before you use 1.',
  CA_LENGTH_ERROR: () => 'Store the CA again.',
  CA_READ_FAILED: () => 'Store the CA again, as PEM.',
  CERT_LENGTH_ERROR: () => 'Store the certificate again.',
  CERT_READ_FAILED: () => 'Store the certificate again, as PEM.',
  KEY_LENGTH_ERROR: () => 'Store the key again.',
  KEY_READ_FAILED: () => 'Store the key again, as PEM.',
  PATH_READ_FAILED: giveString,
  PATH_IS_NULL: () => 'Only WebSocket schemes use it.',
  PATH_IS_OVERLENGTH: () => 'Use at most 32 bytes.',
  VERSION_READ_FAILED: () => 'This code does not occur.',
  KEEPALIVE_READ_FAILED: giveNumber,
  KEEPALIVE_IS_NULL: () => 'A keepalive of 120 s is used.',
  KEEPALIVE_VALUE_IS_WRONG: () => 'Use 0 to 7200 seconds.',
  DISABLE_CLEAN_SESSION_READ_FAILED: giveNumber,
  DISABLE_CLEAN_SESSION_VALUE_IS_WRONG: () => 'Use 0 or 1.',
  LWT_TOPIC_READ_FAILED: giveString,
  LWT_TOPIC_IS_NULL: () => 'There will be no will.',
  LWT_TOPIC_IS_OVERLENGTH: () => 'Use at most 128 bytes.',
  LWT_MSG_READ_FAILED: giveString,
  LWT_MSG_IS_NULL: () => 'The will is sent without a payload.',
  LWT_MSG_IS_OVERLENGTH: () => 'Use at most 128 bytes.',
  LWT_QOS_READ_FAILED: giveNumber,
  LWT_QOS_VALUE_IS_WRONG: () => 'Use 0, 1 or 2.',
  LWT_RETAIN_READ_FAILED: giveNumber,
  LWT_RETAIN_VALUE_IS_WRONG: () => 'Use 0 or 1.',
  HOST_READ_FAILED: giveString,
  HOST_IS_NULL: () => "Give the broker's host name or address.",
  HOST_IS_OVERLENGTH: () => 'Use at most 128 bytes.',
  PORT_READ_FAILED: giveNumber,
  PORT_VALUE_IS_WRONG: () => 'Use 1 to 65535.',
  RECONNECT_READ_FAILED: giveNumber,
  RECONNECT_VALUE_IS_WRONG: () => 'Use 0 or 1.',
  TOPIC_READ_FAILED: giveString,
  TOPIC_IS_NULL: () => 'Give a topic of at least one byte.',
  TOPIC_IS_OVERLENGTH: () => 'Use at most 128 bytes.',
  DATA_READ_FAILED: giveString,
  DATA_IS_NULL: () => 'A message without a payload is sent.',
  DATA_IS_OVERLENGTH: () => 'A packet holds at most 268,435,455 bytes after its header.',
  QOS_READ_FAILED: giveNumber,
  QOS_VALUE_IS_WRONG: () => 'Use 0, 1 or 2.',
  RETAIN_READ_FAILED: giveNumber,
  RETAIN_VALUE_IS_WRONG: () => 'Use 0 or 1.',
  PUBLISH_LENGTH_READ_FAILED: giveNumber,
  PUBLISH_LENGTH_VALUE_IS_WRONG: () => 'Give the length of the payload in bytes.',
  RECV_LENGTH_IS_WRONG: () =>
    'Send exactly as many bytes as the command announced, counted in bytes, not in characters, and without a pause.',
  CREATE_SEMA_FAILED: () => 'Restart the module with AT+RST; here only the fault module.noMemory causes it.',
  CREATE_EVENT_GROUP_FAILED: () =>
    'Restart the module with AT+RST; here only the fault module.noMemory causes it.',
  URI_PARSE_FAILED: () => 'This code does not occur.',
  IN_DISCONNECTED_STATE: () =>
    'With reconnect 1, wait for +MQTTCONNECTED; otherwise send AT+MQTTCLEAN=0 and configure again.',
  HOSTNAME_VERIFY_FAILED: () =>
    'Give a name of letters, digits, dots and hyphens or an IPv4 address, without scheme, port and path.',
  TIMEOUT_READ_FAILED: giveNumber,
  TIMEOUT_VALUE_IS_WRONG: () => 'Use 3000 to 60000 milliseconds.',
  HOST_NOT_RESOLVED: () => 'Check the host name: it does not exist, or the DNS server cannot be reached.',
  HOST_ADDRESS_IS_PRIVATE: () => 'Give the address instead of the host name.',
  CONNECT_TIMED_OUT: () =>
    'The broker does not answer: check its address and port, or give a larger timeout_ms.',
};
