import type { Catalogue } from '../message.ts';

/** What releases of ESP-AT have changed besides commands and their parameters. */
export const firmwareChanges: Catalogue['firmwareChanges'] = {
  promptInOnePiece: () => '带数据的命令，OK 和提示符 > 一次写出；此前两者之间可能夹着一条消息',
  secondNameServer: () =>
    '没有人设置 DNS 服务器时，AT+CIPDNS 有两个：208.67.222.222 和 8.8.8.8；此前只有第一个',
  surplusIsLost: () => '超出声明长度的字节返回 busy p... 并丢弃；此前当作下一行读取',
  lostQos0Fails: () =>
    'AT+MQTTPUBRAW 以 QoS 0 发布，最后一个字节之前连接断开时返回 +MQTTPUB:FAIL；此前返回 +MQTTPUB:OK',
  publishIsResent: () => '以 QoS 1 发布而没有收到确认时，连接期间每 5 秒重发一次；此前只在重连之后重发',
  thirdNameServer: () => 'AT+CIPDNS 有第三个 DNS 服务器 114.114.114.114；此前有两个',
  answerIsBounded: () => '等待确认最长 15 秒；此前真实模组会一直等下去',
  refusedSubscriptionFails: () =>
    'AT+MQTTSUB 被 broker 拒绝时返回 ERROR，不列入订阅；此前返回 OK，并列入订阅',
  timeoutIsUnannounced: () => 'AT+MQTTCONN 超时只返回 ERROR；此前会先上报 +MQTTDISCONNECTED',
  nameIsResolvedFirst: () =>
    'AT+MQTTCONN 先解析 broker 的域名，解析不到（0x6055）或指向私有地址（0x6056）时拒绝',
};
