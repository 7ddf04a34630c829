import type { Catalogue } from '../message.ts';

/** What passed here and would not pass on the genuine module that this one is, by its rule. */
export const compat: Catalogue['compat'] = {
  omittedDefaults: () => '省略了手册里有默认值的参数；真实模组返回 ERROR',
  lateConfiguration: () =>
    '客户端 ID、用户名、密码、ALPN 或 SNI 是在 AT+MQTTCONNCFG 之后设置的；真实模组返回 ERROR（0x6002）',
  secondCertificates: () => 'AT+MQTTUSERCFG 指定了第二套证书；真实模组返回 OK，但用的是第一套',
  chunkLines: () => '一条命令与前一条命令一起发来；真实模组返回 busy p... 并丢弃它',
  surplusData: () =>
    '发来的数据比声明的字节数多；真实模组返回 busy p... 并丢弃多余部分，3.2 之前的固件则先响应多余部分，再响应数据',
  lenientHosts: () => 'broker 写成 IPv6 地址，或域名里有下划线；真实模组返回 0x6052',
  pathSlash: () => 'AT+MQTTUSERCFG 的资源路径以斜杠开头；真实模组会在前面再加一个，请求的是 //…',
  invalidTopic: () =>
    '收到一条消息，其主题不是 UTF-8，这是 MQTT 不允许的；真实模组和这里一样照原样打印，其他客户端则会关闭连接',
  topicLimit: () =>
    '订阅的主题超过模组能记住的个数；真实模组不会列出多出来的主题，重连之后也不会重新订阅它们',
  duplicateQos: () => '以另一个 QoS 再次订阅同一主题；真实模组列出的仍然是第一次的 QoS',
  autojoin: () => '没有发送 AT+CWJAP；flash 里没有保存 AP 的真实模组此时没有联网，AT+MQTTCONN 会失败',
  manufacturingWidth: () =>
    'AT+SYSMFG 写入的数字超出其类型的范围；真实模组和这里一样将其截断，读回来是另一个数',
  pkiPartitions: () => 'AT+SYSFLASH 指定了固件 2 的分区；这一版本的真实模组返回 ERROR，应改用 AT+SYSMFG',
  retiredCommand: () => '收到只有早期固件才有的命令，例如 AT+CWJAP_CUR；这一版本的真实模组返回 0x01090000',
  trailingComma: () => '命令以逗号结尾，后面没有内容；真实模组返回 ERROR',
  signedZone: () => 'AT+CIPSNTPCFG 的时区按手册的写法带加号；真实模组不接受带加号的数字，返回 0x01080001',
  largeData: () => '声明的数据超过真实模组的内存，真实模组返回 0x6005；这里有多少内存由配置项 heapBytes 决定',
  furtherLinks: () => '使用了 1 以上的 LinkID，这是配置项 links 允许的；真实模组只有 link 0，返回 0x6011',
  bareComma: () =>
    '双引号里的逗号没有加反斜杠，这是配置项 lenientQuotes 允许的；在真实模组里，参数到逗号就结束了',
  dataAbandoned: () =>
    '按 dataModeEscape 或 dataModeTimeoutMs，数据没有收齐就退出了数据模式；真实模组把后来的内容一直当作数据，直到收齐',
  earlyData: () => '没有等到提示符 > 就发送数据；真实模组返回 busy p... 并丢弃',
  earlyCommand: () => '前一条命令还没有响应就发送下一条；真实模组和这里一样返回 busy p... 并丢弃它',
  verifyWithoutTime: () =>
    '要校验 broker 的证书，但没有设置时钟；真实模组以为现在是 1970 年，那时任何证书都还没有生效',
  privateAddress: () => 'broker 的域名解析到私有地址；5.0 之后固件的真实模组返回 0x6056',
  longLine: () => '发送了 240 字节以上的一行；真实模组拒绝超过 256 字节的行，而且每个转义的字符算两个',
  reconnectWithoutClean: () =>
    '连接断开后再次发送 AT+MQTTCONN；真实模组和这里一样返回 ERROR，直到收到 AT+MQTTCLEAN',
  lineEnd: () => '一行只以 CR 或只以 LF 结尾；真实模组会继续等待 CR LF，不响应',
  shortWait: () => '前一条命令还在等待 broker，就发送了下一条；真实模组和这里一样返回 busy p... 并丢弃它',
  idleEscape: () =>
    '在数据模式之外发送 +++，这里忽略；真实模组把它当作下一行的开头，那一行以 0x01030000 失败',
  connectSetting: () =>
    '模组启动时，配置项 connect 让 link 0 自动连接；真实模组要等主机发送 AT+MQTTUSERCFG 和 AT+MQTTCONN 才连接',
};
