/** The help of the parameters of faults. */
export const faultParameters: Readonly<Record<string, string>> = {
  'Which bytes: what the host sends, what the module sends, or both.':
    '哪些字节：主机发送的、模组发送的，或两者。',
  'How long after it was switched on it begins; while a module is off the time of its faults stands still.':
    '打开之后多久开始；模组关闭时，它的故障时间停止。',
  'How long it lasts; without it until it is switched off, or count is used up.':
    '持续多久；不填则直到关闭，或 count 用完。',
  'How many times it acts; without it, every time.': '发生多少次；不填则每次都发生。',
  'For a fault of a moment: how long after it happened it happens again, as often as count says.':
    '用于瞬间的故障：发生之后多久再次发生，次数由 count 决定。',
  'The chance, over 0 and up to 1, that it acts when it could.':
    '每次可能发生时真的发生的概率，大于 0，最大 1。',
  'What its chances begin with; the same seed, the same bytes.': '随机数的种子；种子相同，字节也相同。',
  'Which bit of the byte, 0 being the lowest; without it chance has it.':
    '字节的哪一位，0 为最低位；不填则随机。',
  'How much later than they were sent the bytes of one write come.': '一次写入的字节比发送时晚多久到达。',
  'So much later still at most, by chance; what was sent first comes first nevertheless.':
    '最多再随机晚这么久；先发送的仍然先到。',
  'The greatest size of a piece.': '每一段的最大字节数。',
  'The time from one piece to the next.': '一段到下一段的时间。',
  'Which prompt, as that of AT+MQTTPUBRAW; without it every one.':
    '哪条命令的提示符，例如 AT+MQTTPUBRAW；不填则所有提示符。',
  'The line, with escapes; its end comes to it. Without it, a +MQTTSUBRECV of link 0.':
    '这一行，可用转义，行尾自动添加；不填则是 link 0 的 +MQTTSUBRECV。',
  'Instead, the prompt waits for a message that comes in this time from the broker, and follows it at once.':
    '改为让提示符等待这段时间内来自 broker 的消息，并紧随其后。',
  'Whose ROM is heard: that of an ESP8266 speaks at 74880 baud, which is noise at any other; those of ESP32 and ESP32-C3 can be read at 115200.':
    '听到哪种芯片的 ROM：ESP8266 使用 74880 波特率，在其他波特率下是乱码；ESP32 和 ESP32-C3 在 115200 下可读。',
  'Other bytes instead, with escapes: \\xf8\\0\\r\\n.': '改用别的字节，可用转义：\\xf8\\0\\r\\n。',
  'Which bytes are noise: what the host sends, what the module sends, or both, as they always are on a serial device.':
    '哪些字节变成乱码：主机发送的、模组发送的，或两者；在串口设备上总是两者。',
  'The speed of the module, whatever it says.': '模组的波特率，不管它自己怎么说。',
  'For which command, as AT+MQTTPUB, or for which lines that begin so, as AT+MQTTPUB=1 or AT+MQTT*; without it for every one.':
    '用于哪条命令，例如 AT+MQTTPUB，或以此开头的哪些行，例如 AT+MQTTPUB=1 或 AT+MQTT*；不填则所有命令。',
  'When: instead of running the command, in its data phase, or instead of its last answer, when it has done its work.':
    '何时：代替执行命令、在数据阶段，或在命令完成之后代替最后的响应。',
  'The reset comes so long after that moment, and the command runs and answers as it does.':
    '那一刻之后多久复位，命令照常执行和响应。',
  'How long after a boot it comes again.': '每次启动之后多久再次发生。',
  'Whether Brownout detector was triggered can be read before the reset, as on an ESP32.':
    '复位之前能否读到 Brownout detector was triggered，如同 ESP32。',
  'What there is none of: memory (0x6005), a semaphore (0x604E), an event group (0x604F).':
    '缺少什么：内存（0x6005）、信号量（0x604E）、事件组（0x604F）。',
  'The command that fails by it, whatever it needs, as in AT+MQTTPUB; without it those that take it.':
    '因此失败的命令，不管它需要什么，例如 AT+MQTTPUB；不填则是需要它的命令。',
  'How long a command waits.': '命令等待多久。',
  'What waits: the command before it runs, or its data once all of it was taken.':
    '什么在等待：执行之前的命令，或全部接收之后的数据。',
  'OK, ERROR, busy or nothing, or other bytes as they are, with escapes: +MQTTPUB:FAIL\\r\\n.':
    'OK、ERROR、busy 或 nothing，或原样的其他字节，可用转义：+MQTTPUB:FAIL\\r\\n。',
  'Whether the command runs nevertheless, its data phase included, so that only its answer is lost.':
    '命令是否仍然执行（包括数据阶段），只丢失响应。',
  'The date, UTC unless it says otherwise: 2031-01-01, 2026-11-30T12:00:00Z. Without it and by, 1970.':
    '日期，未注明时区则为 UTC：2031-01-01、2026-11-30T12:00:00Z；它和 by 都不填则为 1970 年。',
  'How much later, or earlier with a minus, than it would be: 90s, -1h, 8760h.':
    '比原来晚多少，带减号则早多少：90s、-1h、8760h。',
  'How long the access point is not heard.': '多长时间收不到 AP。',
  'How long it is heard then, before it goes again.': '之后多长时间能收到，然后再次消失。',
  'How strong every access point is heard at most, in dBm.': '每个 AP 最强的信号，单位 dBm。',
  'The chance that what is sent is lost on the air. TCP sends it again after 200 ms, then 400 ms and so on, and gives the connection up after six times in a row.':
    '发送的内容在空中丢失的概率。TCP 在 200 ms 后重发，然后 400 ms，依此类推，连续六次之后放弃连接。',
  'Only for this host, as the command names it; without it for every one.':
    '只用于命令中写的这个主机名；不填则所有主机。',
  'Only for this port; without it for every one.': '只用于这个端口；不填则所有端口。',
  'How much longer every byte takes, each way.': '每个方向上每个字节多用多长时间。',
  'By how much that goes up and down by chance.': '随机增减的幅度。',
  'Bytes in a second, each way, those of TLS and WebSocket included.':
    '每个方向每秒的字节数，包括 TLS 和 WebSocket 的字节。',
  'After how many bytes since it began, those of TLS and WebSocket included; 0: at the next one.':
    '开始之后多少字节，包括 TLS 和 WebSocket 的字节；0：下一个字节。',
  'Which bytes count: what the module sends, what the broker sends, or both together.':
    '计算哪些字节：模组发送的、broker 发送的，或两者之和。',
  'Whether it is reset (RST) or closed in order (FIN).': '重置（RST）还是正常关闭（FIN）。',
  'Where names lead; IPv6 without brackets.': '域名解析到哪里；IPv6 不带方括号。',
  'Whom the certificate is for.': '证书属于谁。',
  'The alert (RFC 8446, 6): 40 handshake failure, 42 bad certificate, 45 certificate expired, 48 unknown CA, 70 protocol version, 80 internal error, 112 unrecognised name, 116 certificate required.':
    '警报（RFC 8446，6）：40 握手失败，42 证书错误，45 证书过期，48 未知 CA，70 协议版本，80 内部错误，112 无法识别的名称，116 需要证书。',
  'When it comes: instead of ServerHello; after the certificate of the client, over TLS 1.2; after the handshake, over TLS 1.3.':
    '何时到来：代替 ServerHello；在客户端证书之后（TLS 1.2）；在握手之后（TLS 1.3）。',
  'The latest version of TLS that the broker speaks.': 'broker 支持的最新 TLS 版本。',
  'Only for the client with this identifier, as its CONNECT has it; without it for all.':
    '只用于 CONNECT 中有此客户端 ID 的客户端；不填则所有客户端。',
  'The return code of CONNACK; MQTT 3.1.1 knows 1 to 5.': 'CONNACK 的返回码；MQTT 3.1.1 定义了 1 到 5。',
  'Only for subscriptions of filters that equal this one or that it matches; without it for all.':
    '只用于与此主题过滤器相同或被它匹配的订阅；不填则所有订阅。',
  'The QoS that is granted at most; without it the subscription is refused (0x80).':
    '最多授予的 QoS；不填则拒绝订阅（0x80）。',
  'Whether the broker gets what it does not answer; false: it is lost on the way.':
    'broker 是否收到它不应答的内容；false：在路上丢失。',
  'Only for topics that this topic filter matches; without it for all.':
    '只用于此主题过滤器匹配的主题；不填则所有主题。',
  'How late it comes.': '晚多久到来。',
  'Whether the second is the first once more, with DUP and the same identifier, where its QoS has them; false: it is another message.':
    '第二条是否为第一条的重发（QoS 允许时带 DUP 和相同的报文标识符）；false：是另一条消息。',
  'What it says.': '消息的内容。',
  'Its QoS.': '它的 QoS。',
  'Whether it comes before SUBACK instead of after it.': '是否在 SUBACK 之前而不是之后到来。',
  'The topic of the messages.': '这些消息的主题。',
  'The size of each; it begins with the number of the message.': '每条消息的大小；以消息的编号开头。',
  'Their QoS.': '它们的 QoS。',
  'How many come in a second; without it as many as the client takes.':
    '每秒多少条；不填则客户端能接收多少就有多少。',
  'now: once, after the time of after, to who is connected then; otherwise each time that a client was accepted, subscribes or publishes.':
    'now：在 after 的时间之后一次，作用于当时已连接的客户端；否则在每次客户端被接受、订阅或发布时。',
  'With on=subscribe and on=publish: only for topics and filters that this topic filter matches.':
    '用于 on=subscribe 和 on=publish：只用于此主题过滤器匹配的主题和过滤器。',
  'How many packets there are on a connection, CONNECT the first, of both sides.':
    '一个连接上双方共有多少个报文，CONNECT 为第一个。',
  'How long the other client stays connected, if it is let.': '另一个客户端在被允许时保持连接多久。',
  'What is wrong with the packet; without it the seed chooses.': '报文错在哪里；不填则由种子决定。',
};
