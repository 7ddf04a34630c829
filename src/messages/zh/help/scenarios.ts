/** What the ready scenarios are about, in one sentence each. */
export const scenarios: Readonly<Record<string, string>> = {
  'The broker stops answering, PINGREQ too, while TCP stays: a crashed broker, a firewall that forgot the connection, a flat battery in the router.':
    'broker 不再响应，包括 PINGREQ，而 TCP 连接还在：broker 崩溃、防火墙丢掉了连接、路由器没电。',
  "After power-on the module's clock stands in 1970, when no certificate was valid yet.":
    '上电后模组的时钟停在 1970 年，那时任何证书都还没有生效。',
  'JSON in AT+MQTTPUB is refused.': 'AT+MQTTPUB 里的 JSON 被拒绝。',
  'The broker refuses user name and password with CONNACK 5 (not authorised).':
    'broker 以 CONNACK 5（未授权）拒绝用户名和密码。',
  'A host subscribes to a topic again, because it does not know whether it has.':
    '主机再次订阅同一主题，因为它不知道是否已经订阅过。',
  'A message of 1,025 bytes does not fit into the receive buffer of the module, which holds 1,024 bytes, header and topic included: it comes in two +MQTTSUBRECV lines, of 1,014 and 11 bytes.':
    '模组的接收缓冲区有 1,024 字节（含报头和主题），放不下 1,025 字节的消息：消息分成 1,014 和 11 字节的两条 +MQTTSUBRECV 上报。',
  'The broker closes the connection right after a SUBSCRIBE, as brokers with rules do when the topic is not allowed.':
    'broker 收到 SUBSCRIBE 就关闭连接，有访问规则的 broker 在主题不被允许时就会这样。',
  'A host ends its lines with LF alone, as println of many systems does.':
    '主机只用 LF 结尾，许多系统的 println 就是这样。',
  'Brokers in the cloud want user names or tokens of more than 64 bytes.':
    '云端 broker 要求的用户名或 token 超过 64 字节。',
  'A byte of the data behind AT+MQTTPUBRAW is lost on the line: an interrupt came too late, or flow control is off.':
    'AT+MQTTPUBRAW 之后的数据在线路上丢了一个字节：中断来得太晚，或没有打开流控。',
  'Two subscriptions match one message, plant/# and plant/7/temp, and the broker delivers it for each of them: the host gets it twice.':
    '一条消息与 plant/# 和 plant/7/temp 两个订阅都匹配，broker 为每个订阅各投递一次：主机收到两次。',
  'The power fails while a message of QoS 2 is being handed over.': 'QoS 2 的消息传递到一半时断电。',
  'The broker knows QoS 0 and 1 only, as RabbitMQ 3 does, and answers a message of QoS 2 with PUBACK.':
    'broker 只支持 QoS 0 和 1，如同 RabbitMQ 3，以 PUBACK 响应 QoS 2 的消息。',
  'The broker takes a message of QoS 1 and does not acknowledge it.': 'broker 收下 QoS 1 的消息，但不确认。',
  'The current that Wi-Fi takes while it connects makes a weak supply sag: the module resets instead of answering AT+MQTTCONN, and everything that was not stored is gone.':
    'Wi-Fi 连接时的电流把供电不足的电源拉低：模组复位，没有响应 AT+MQTTCONN，没有保存的内容全部丢失。',
  'Two devices have the same client id, the one of the example they were made from.':
    '两台设备的客户端 ID 相同，都是照抄示例里的。',
  'The broker refuses a subscription with SUBACK 0x80, because its rules do not let this client read the topic.':
    'broker 以 SUBACK 0x80 拒绝订阅，因为访问规则不允许该客户端读取该主题。',
  "The broker's certificate has expired.": 'broker 的证书已过期。',
  'The certificate of the broker comes from another authority than the CA in the module, as after the provider changed it, or where somebody stands in between.':
    'broker 的证书不是由模组里的 CA 签发的：服务商换了 CA，或者有人在中间截取。',
  'The eleventh topic: the manual says that a link keeps ten.':
    '第十一个主题：手册说一个 link 最多记住十个。',
  'Two messages come close together, and the host answers with AT+MQTTCONN at once.':
    '两条消息接连到达，主机立即发送 AT+MQTTCONN。',
  'A message comes between the OK of AT+MQTTPUBRAW and its prompt, as firmware 2.2 lets it.':
    '在 AT+MQTTPUBRAW 的 OK 和提示符之间到达一条消息，2.2 版固件会这样。',
  'The access point restarts while the module is connected.': '模组已连接时，AP 重启。',
};
