import type { Catalogue } from '../message.ts';

/** What a host sees of each fault. */
export const faultHostSees: Catalogue['faultHostSees'] = {
  uartLose: () => '命令被拒绝或一直没有响应；响应和 URC 残缺。',
  uartFlip: () => '命令被拒绝或变成别的意思；响应和消息里有错误的字符。',
  uartDouble: () => '命令被拒绝；响应和消息里有多余的字符。',
  uartDelay: () => '响应和 URC 比平常晚到；没有等够就发下一条命令，会得到 busy。',
  uartCut: () => '一行或一条消息要分多次读到，需要自己拼接。',
  uartSilence: () => '没有回显，没有响应，没有 URC；之后模组照常响应，好像什么都没有发生。',
  uartMessageBeforePrompt: () =>
    '先收到 OK，再收到 +MQTTSUBRECV 这样的一行，然后才是提示符；数据模式从 OK 就已开始。',
  uartBootNoise: () => '每次 ready 之前出现任意字节，其中也有完整的行。',
  uartWrongBaud: () =>
    '响应变成乱码，自己发送的内容也没有回显，直到波特率与模组一致：在 RFC 2217 和串口设备上改自己的波特率，在其他端口上用 AT+UART_CUR 与模组约定。',
  moduleReset: () => '收到 ready，所有连接都已断开；还没有收到的响应不会再来。',
  moduleResetDuring: () => '命令没有响应，随后收到 ready；命令是否已经执行，需要自己查询。',
  moduleBrownOut: () => '反复收到 ready；每次复位都会丢失之前的设置。',
  modulePowerOff: () =>
    '发送什么都没有响应；随后收到 ready，没有任何连接，时钟回到 1970 年，期间发送的内容全部丢失。',
  moduleNoMemory: () => '收到 ERROR；打开错误码打印时，之前还有 0x6005、0x604E 或 0x604F。',
  moduleBusy: () => '这么长时间里没有响应；期间发送的内容得到 busy p...。',
  moduleAnswer: () => '收到指定的响应，或者没有响应；命令本来要做的事可能做了，也可能没有做。',
  moduleClockJump: () => 'AT+SYSTIMESTAMP? 和 AT+CIPSNTPTIME? 返回另一个时间；证书变成尚未生效或已过期。',
  moduleNoTime: () => '没有 +TIME_UPDATED；时钟停留在 1970 年，证书尚未生效。',
  moduleWrongTime: () => '收到 +TIME_UPDATED，但时间是错的。',
  wifiDrop: () =>
    '每个已连接的 link 上报 +MQTTDISCONNECTED，并上报 WIFI DISCONNECT；故障结束后，AT+CWRECONNCFG 的第一次尝试就会收到 WIFI CONNECTED 和 WIFI GOT IP；如果故障立即结束，只是断开 station，AP 仍然存在。',
  wifiFlap: () =>
    '收到 WIFI DISCONNECT 和 +MQTTDISCONNECTED，在 AT+CWRECONNCFG 的下一次尝试时收到 WIFI CONNECTED 和 WIFI GOT IP，如此反复。',
  wifiWrongPassword: () =>
    '收到 +CWJAP:2 和 ERROR；启动之后没有 WIFI CONNECTED。已经连上的 station 保持连接。',
  wifiNoAddress: () =>
    '收到 WIFI CONNECTED，但没有 WIFI GOT IP；AT+CWJAP 超时后以 +CWJAP:1 失败；故障结束后，模组再次请求地址时收到 WIFI GOT IP，请求的间隔依次为 2、4、8 … 60 秒。',
  wifiWeakSignal: () => 'AT+CWJAP? 和 AT+CWLAP 里的 rssi 很低；响应和消息晚到，偶尔出现 +MQTTDISCONNECTED。',
  networkRefuse: () => 'AT+MQTTCONN 立即以 ERROR 失败；自动重连的 link 连不回来。',
  networkTimeout: () => 'AT+MQTTCONN 超时后以 ERROR 失败；基于 TLS 时，某一步超过 10 秒就失败。',
  networkHalfOpen: () =>
    '没有响应，也没有消息；保活发现后上报 +MQTTDISCONNECTED，最迟是在一个完整的保活时间之后。期间新建的连接收不到 CONNACK。',
  networkLatency: () => '响应和消息晚到，用 AT+PING 可以看出来；超时的命令失败。',
  networkBandwidth: () => '较长的 AT+MQTTPUBRAW 要花时间，期间模组不再从主机读取。',
  networkCut: () =>
    '不管正在做什么，都会在中途收到 +MQTTDISCONNECTED；允许通过的字节很少时，AT+MQTTCONN 失败。',
  networkDnsFail: () =>
    '用域名的 AT+MQTTCONN 以 ERROR 失败，AT+CIPDOMAIN 也失败；AT+PING 返回 +PING:TIMEOUT；SNTP 获取不到时间。',
  networkDnsWrong: () =>
    'AT+CIPDOMAIN 返回那个地址；用域名的 AT+MQTTCONN 会连到那个地址；如果 scheme 校验域名，则连接失败。',
  tlsExpired: () =>
    'AT+MQTTCONN 以 ERROR 失败；自动重连的 link 每次尝试也失败。不校验 broker 的 scheme 能连上。',
  tlsNotYetValid: () =>
    'AT+MQTTCONN 以 ERROR 失败；自动重连的 link 每次尝试也失败。不校验 broker 的 scheme 能连上。',
  tlsWrongName: () => '如果 scheme 校验域名，AT+MQTTCONN 以 ERROR 失败。不校验 broker 的 scheme 能连上。',
  tlsWrongCa: () => 'AT+MQTTCONN 以 ERROR 失败。不校验 broker 的 scheme 能连上。',
  tlsAlert: () =>
    '不管 scheme 校验什么，AT+MQTTCONN 都以 ERROR 失败；日志说明在那一步出现该 alert 是什么意思。',
  tlsSilent: () => 'AT+MQTTCONN 在 10 秒后以 ERROR 失败。',
  tlsOld: () => '不管 scheme 校验什么，AT+MQTTCONN 都以 ERROR 失败。',
  brokerConnack: () => 'AT+MQTTCONN 得到 ERROR。',
  brokerNoConnack: () => 'AT+MQTTCONN 超时后得到 ERROR；自动重连的 link 连不回来。',
  brokerSessionLost: () => '+MQTTCONNECTED 之后，断开期间的消息一条也收不到。',
  brokerSessionInvented: () => '什么都看不到；模组把该会话当作新会话。',
  brokerSuback: () => 'AT+MQTTSUB 得到 ERROR；授予较低的 QoS 时，只能看到消息以该 QoS 到达。',
  brokerNoSuback: () => 'AT+MQTTSUB 超时后得到 ERROR；如果 broker 收到了 SUBSCRIBE，消息照样到达。',
  brokerNoUnsuback: () => 'AT+MQTTUNSUB 超时后得到 ERROR。',
  brokerNoPuback: () =>
    '超时后，AT+MQTTPUB 得到 ERROR，AT+MQTTPUBRAW 得到 +MQTTPUB:FAIL；如果 broker 其实收到了消息，再发布一次就重复了。',
  brokerLatePuback: () => 'OK 相应晚到；如果比命令等待的时间还晚，得到 ERROR 或 +MQTTPUB:FAIL。',
  brokerDoublePuback: () => '只有一个 OK；第二次确认不能算作别的命令的响应。',
  brokerNoPubrec: () => 'QoS 2 超时后，AT+MQTTPUB 得到 ERROR，AT+MQTTPUBRAW 得到 +MQTTPUB:FAIL。',
  brokerDoublePubrec: () => '只有一个 OK，消息也只到达一次。',
  brokerNoPubcomp: () =>
    'QoS 2 超时后，AT+MQTTPUB 得到 ERROR，AT+MQTTPUBRAW 得到 +MQTTPUB:FAIL；消息其实已经到达。',
  brokerPubackForQos2: () => 'QoS 2 的消息得到 OK；日志每个连接提示一次。',
  brokerNoPingresp: () => 'PINGREQ 没有及时得到响应后，收到 +MQTTDISCONNECTED。',
  brokerDuplicate: () => '收到两次 +MQTTSUBRECV；QoS 2 的消息带 DUP 重发时只收到一次。',
  brokerRetained: () => '紧跟在 AT+MQTTSUB 的 OK 之后，或在它之前，收到 +MQTTSUBRECV。',
  brokerFlood: () => '收到大量 +MQTTSUBRECV，不管订阅了什么。',
  brokerKick: () => '收到 +MQTTDISCONNECTED，正在等待的命令得到 ERROR；自动重连的 link 会连回来。',
  brokerCloseAfter: () => '反复收到 +MQTTDISCONNECTED。',
  brokerTakeOver: () => '收到 +MQTTDISCONNECTED；自动重连的 link 会把连接抢回来。',
  brokerMalformed: () =>
    '多数种类得到 +MQTTDISCONNECTED；subackId 什么都看不到；notUtf8 得到一个不是 UTF-8 的主题。',
};
