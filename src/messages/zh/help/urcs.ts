/** The help of the URCs: when they come, and what brings them. */
export const urcs: Readonly<Record<string, string>> = {
  'The module has booted and takes commands.': '模组已启动，可以接收命令。',
  'power-on, AT+RST, AT+RESTORE, AT+GSLP': '上电、AT+RST、AT+RESTORE、AT+GSLP',
  'What came was discarded, because the command before it still waits.':
    '收到的内容已丢弃，因为前一条命令还在等待。',
  'anything but AT+RST, while a command waits': '命令等待期间收到 AT+RST 以外的任何内容',
  'The module restarts, although a command still waits.': '模组重启，尽管还有命令在等待。',
  'AT+RST': 'AT+RST',
  'The station has joined an access point.': 'station 已连接 AP。',
  'boot, AT+CWJAP, AT+CWMODE, AT+CWINIT, an access point that is back':
    '启动、AT+CWJAP、AT+CWMODE、AT+CWINIT、AP 重新出现',
  'The station has an address; links can be connected from now on.':
    'station 已获得 IP 地址；从现在起可以建立连接。',
  'WIFI CONNECTED, AT+CIPSTA, AT+CWDHCP': 'WIFI CONNECTED、AT+CIPSTA、AT+CWDHCP',
  'The station has left its access point; links are lost with it.':
    'station 已断开与 AP 的连接；所有 link 随之断开。',
  'AT+CWQAP, AT+CWMODE, AT+CWINIT, an access point that has gone': 'AT+CWQAP、AT+CWMODE、AT+CWINIT、AP 消失',
  'The clock is set over SNTP.': '时钟已通过 SNTP 设好。',
  'AT+CIPSNTPCFG, boot': 'AT+CIPSNTPCFG、启动',
  'The link is connected to its broker.': '该 link 已连接到 broker。',
  'AT+MQTTCONN, before its OK; a lost connection that is back, with reconnect 1':
    'AT+MQTTCONN（在它的 OK 之前）；reconnect 为 1 时，断开的连接重连成功',
  'The link has lost its connection, or could not make one.': '该 link 的连接已断开，或没有建立成功。',
  'AT+MQTTCONN that fails, before its ERROR; a lost connection; each failed try to come back':
    'AT+MQTTCONN 失败（在它的 ERROR 之前）；连接断开；每次重连失败',
  'A message has come; data has length bytes, whichever they are.':
    '收到消息；data 有 length 字节，可以是任意字节。',
  'AT+MQTTSUB': 'AT+MQTTSUB',
  'The message is published; there is no OK.': '消息已发布；没有 OK。',
  'AT+MQTTPUBRAW, when its data is complete': 'AT+MQTTPUBRAW 的数据收齐之后',
  'The message was not published; there is no ERROR.': '消息没有发布；没有 ERROR。',
};
