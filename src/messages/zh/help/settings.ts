/** The help of the settings. */
export const settings: Readonly<Record<string, string>> = {
  'The release of ESP-AT that the module is: its commands, parameters, limits, codes and waits.':
    '模组相当于哪个版本的 ESP-AT：命令、参数、限制、错误码和等待时间都按它。',
  'What counts where the manual and genuine modules differ; the default of all settings in places, of duplicateNotice and of wifi.autojoin.':
    '手册与真实模组不一致时以谁为准；也是 places 里所有配置项、duplicateNotice 和 wifi.autojoin 的默认值。',
  'What ends a command line.': '命令的结束符。',
  'Accept commas inside double quotes without a backslash.': '双引号里的逗号可以不加反斜杠。',
  'How many MQTT links there are; LinkIDs count from 0.': 'MQTT link 的个数；LinkID 从 0 开始。',
  'How many topics a genuine module would keep for a link; more are told in the log, or not listed with places.topicLimit=module.':
    '真实模组为一个 link 记住多少个主题；超出的写进日志，places.topicLimit=module 时不列出。',
  'A message longer than this many bytes comes in several +MQTTSUBRECV lines; 0: never split.':
    '消息超过这么多字节时，分成多条 +MQTTSUBRECV 上报；0：从不拆分。',
  'Bytes of one packet from the broker at most, fixed header included: a larger one closes the connection as soon as it is announced.':
    'broker 发来的一个报文（含固定报头）的最大字节数；超过时，一收到固定报头就断开连接。',
  'The module’s free memory in bytes; a longer AT+MQTTPUBRAW is refused.':
    '模组的可用内存，单位：字节；更长的 AT+MQTTPUBRAW 被拒绝。',
  'Milliseconds between two tries to come back after a lost connection.':
    '连接断开后，两次自动重连之间的毫秒数。',
  'Leave data mode when no byte has come for so many milliseconds; 0: wait for ever.':
    '数据模式里这么多毫秒没有收到字节就退出；0：一直等待。',
  'A lone +++ after a second of silence leaves data mode.': '静默一秒之后单独的 +++ 退出数据模式。',
  'Whether received messages are written during a data phase or held until it is over.':
    '数据模式里收到的消息是立即上报，还是等数据模式结束再上报。',
  'Print the port in double quotes, as genuine modules do; off: bare, as in the manual.':
    '打印的端口带双引号，与真实模组一致；关闭：不带引号，与手册一致。',
  'Where ALREADY SUBSCRIBE and NO UNSUBSCRIBE go: into the reply, as with follow: manual, or only into the log, as with follow: module.':
    'ALREADY SUBSCRIBE 和 NO UNSUBSCRIBE 写到哪里：写进响应，follow: manual 时如此；或只写进日志，follow: module 时如此。',
  'What a received topic that is not UTF-8 does: it comes with its bytes as they are, or it closes the connection, as MQTT 3.1.1 has it.':
    '收到的主题不是 UTF-8 时怎么办：照原样上报，或按 MQTT 3.1.1 关闭连接。',
  'Where the module’s clock starts: in 1970, as on the chip, or at the host’s time.':
    '模组的时钟从哪里开始：1970 年，与芯片一样；或本机的时间。',
  'Where SNTP gets its time: from the host’s clock, or by asking the configured servers over UDP.':
    'SNTP 从哪里取时间：本机的时钟，或通过 UDP 询问所配置的服务器。',
  'Name of the access point; empty, with wifi.accessPoints empty too: any name AT+CWJAP asks for exists.':
    'AP 的名称；为空且 wifi.accessPoints 也为空时：AT+CWJAP 写任何名称都存在。',
  'Password of the access point; empty: any password is right.': 'AP 的密码；空：任何密码都正确。',
  'Join after boot without AT+CWJAP: as with follow: manual; with follow: module only where wifi.ssid is set. What AT+CWJAP has stored is joined whatever this says, unless AT+CWAUTOCONN=0.':
    '启动后不用 AT+CWJAP 就连接 AP：follow: manual 时如此；follow: module 时只在设置了 wifi.ssid 时如此。AT+CWJAP 保存的 AP 不管怎样都会连接，除非 AT+CWAUTOCONN=0。',
  'The broker that link 0 connects to by itself when the module starts, again and again until it is reached and after each loss; empty: the host connects with AT commands.':
    '模组启动时 link 0 自动连接的 broker，连不上就一直重试，断开后重连；空：由主机用 AT 命令连接。',
  'Its port; 1883 unless given, or 8883 over TLS, 8083 over WebSocket, 8084 over both.':
    'broker 的端口；不写时为 1883，TLS 为 8883，WebSocket 为 8083，两者都用为 8084。',
  'The scheme, as AT+MQTTUSERCFG counts: 1 TCP, 2 to 5 TLS, 6 WebSocket, 7 to 10 both.':
    'scheme，编号与 AT+MQTTUSERCFG 相同：1 为 TCP，2 到 5 为 TLS，6 为 WebSocket，7 到 10 两者都用。',
  'The client ID; empty: the name of the module.': '客户端 ID；空：模组的名称。',
  'The user name; empty: none.': '用户名；空：没有。',
  'The password of that user; empty: none.': '该用户的密码；空：没有。',
  'A file whose only line is the password; in a settings file relative to it. It is read when the program starts.':
    '只有一行、内容为密码的文件；写在配置文件里时，路径相对于配置文件。程序启动时读取。',
  'Which stored certificate and key, for schemes that send one.':
    '发送客户端证书的 scheme 用哪一套保存的证书和私钥。',
  'Which stored CA, for schemes that check the broker.': '校验 broker 的 scheme 用哪一个保存的 CA。',
  'Protocol names that are offered over TLS, as by AT+MQTTALPN.': 'TLS 的 ALPN 协议名，与 AT+MQTTALPN 相同。',
  'The server name that is sent over TLS; empty: the host.': 'TLS 的 SNI；空：用 host。',
  'Seconds of the keep alive.': '保活时间，单位：秒。',
  'Each connection begins anew; off: the broker keeps the session.':
    '每次连接都从头开始；关闭：broker 保留会话。',
  'What is subscribed once connected, and again after each loss: a filter and a qos each.':
    '连接后订阅、重连后重新订阅的主题：每项有 filter 和 qos。',
  'Further access points that AT+CWLAP lists and AT+CWJAP finds, with what is in their beacons.':
    '更多 AP，AT+CWLAP 能列出、AT+CWJAP 能连接，各有其 beacon 里的内容。',
  'Bytes that are kept for a host that does not read, before it is held back or loses what comes beyond (slowHost).':
    '为不读取输出的主机保留多少字节；超出后让它等待，或丢失超出的内容（slowHost）。',
  'What becomes of a host that does not read: hold: all hosts wait for it, nothing is lost; drop: it loses what hostBufferBytes does not hold, and nobody waits; auto: hold for the only host where its port has flow control (sockets, pipes, serial lines with rtscts), else drop. A port says otherwise by its option slowHost.':
    '怎么处理不读取输出的主机：hold：所有主机等它，不丢数据；drop：它丢失 hostBufferBytes 装不下的内容，谁也不等；auto：唯一的主机、且端口有流控时（套接字、管道、带 rtscts 的串口）为 hold，否则为 drop。端口可以用选项 slowHost 另行规定。',
  'What becomes of messages of QoS 1 and 2 while no host is there, as when a serial adapter is unplugged: drop: they are lost, as on a wire that leads nowhere; hold: they wait, unacknowledged, for the next host.':
    '没有主机时（例如串口适配器被拔出）怎么处理 QoS 1 和 2 的消息：drop：丢失，如同线的另一端没有连接；hold：不确认，等待下一个主机。',
  'What a host does that resets the module: it goes (hangup) or comes (open), on a pty or a socket; it switches DTR, RTS or BREAK on, on rfc2217-listen, and DTR or RTS on a serial device. auto: none; in a run with --exec, hangup of the last host, before the next one is heard. A port says otherwise by its option resetOn.':
    '主机做什么会使模组复位：在伪终端和套接字上，离开（hangup）或到来（open）；在 rfc2217-listen 上，打开 DTR、RTS 或 BREAK；在串口设备上，打开 DTR 或 RTS。auto：不复位；用 --exec 运行时，最后一个主机离开后、下一个主机到来前复位。端口可以用选项 resetOn 另行规定。',
  'Carry bytes to and from hosts no faster than the UART’s baud rate does, ten bits a byte.':
    '与主机之间传输字节不比 UART 的波特率快，每字节按 10 位算。',
  'Cut the output to hosts into pieces of at most so many bytes; 0: as it comes.':
    '把给主机的输出切成最多这么多字节的小段；0：不切。',
  'Milliseconds between two pieces of output when chunk is set.': '设置了 chunk 时，两段输出之间的毫秒数。',
  'Bytes that the UART’s receive buffer holds: a host that sends on while the module takes none loses the rest, unless AT+UART_CUR has RTS hold it back; 0: hosts are always held back.':
    'UART 接收缓冲区的字节数：模组不接收时主机还继续发送，超出的就丢失，除非 AT+UART_CUR 打开 RTS 让它等待；0：总是让主机等待。',
  'Close a pty and create it anew when the module restarts, as a module on USB does; ready follows 600 ms later.':
    '模组重启时关闭伪终端并重新创建，像 USB 模组那样；600 毫秒后才有 ready。',
  'User name and password of AT+MQTTUSERCFG over 64 bytes: manual: refused with 0x6019 or 0x601C; module: taken.':
    'AT+MQTTUSERCFG 的用户名和密码超过 64 字节。manual：以 0x6019 或 0x601C 拒绝；module：接受。',
  'qos of AT+MQTTPUB and AT+MQTTPUBRAW, keepalive, lwt_qos and lwt_retain left out: manual: the default of the manual; module: refused.':
    '省略 AT+MQTTPUB 和 AT+MQTTPUBRAW 的 qos，以及 keepalive、lwt_qos、lwt_retain。manual：用手册的默认值；module：拒绝。',
  'Client id, user name, password, ALPN and SNI after AT+MQTTCONNCFG: manual: accepted; module: refused with 0x6002.':
    '在 AT+MQTTCONNCFG 之后设置客户端 ID、用户名、密码、ALPN 和 SNI。manual：接受；module：以 0x6002 拒绝。',
  'Codes of commands in the wrong state: manual: 0x6004 while connected and 0x6051 after a loss, as the manual’s table names them; module: 0x6001 or 0x6006.':
    '状态不对时命令的错误码。manual：已连接时 0x6004，断开后 0x6051，与手册的表一致；module：0x6001 或 0x6006。',
  'Code of a connection or a request that failed at the broker: manual: 0x600B to 0x600E before ERROR; module: none.':
    '连接或请求在 broker 处失败时的错误码。manual：ERROR 之前有 0x600B 到 0x600E；module：没有。',
  'Mistakes in the lists of AT+MQTTALPN and AT+MQTTSNI: manual: 0x6007 and 0x6008; module: no code of MQTT.':
    'AT+MQTTALPN 和 AT+MQTTSNI 的参数有误。manual：0x6007 和 0x6008；module：没有 MQTT 错误码。',
  'An empty topic or host: manual: refused at its parameter, with 0x6042 or 0x603B; module: refused by the client, with 0x600B to 0x600E.':
    '主题或 host 为空。manual：在该参数处以 0x6042 或 0x603B 拒绝；module：由客户端以 0x600B 到 0x600E 拒绝。',
  'cert_key_ID and CA_ID 1: manual: a second set, refused where none is stored; module: accepted, and the first set used.':
    'cert_key_ID 和 CA_ID 为 1。manual：第二套证书，没有存放则拒绝；module：接受，但用第一套。',
  'Further lines or data that come in one read of the port together with a command: manual: executed when the command before them completes at once; module: answered with one busy p... and lost.':
    '一次从端口读到一条命令和后面的行或数据。manual：前一条命令立即完成时照常执行；module：返回一个 busy p... 并丢弃。',
  'Bytes that come in one read of the port with the last byte of data: manual: read as input once the data is answered; module: answered with busy p... and lost.':
    '一次从端口读到最后一个数据字节和后面的字节。manual：数据响应之后当作输入读取；module：返回 busy p... 并丢弃。',
  'A broker given as an IPv6 address or by a name with an underscore: manual: accepted; module: refused with 0x6052.':
    'broker 写成 IPv6 地址，或域名里有下划线。manual：接受；module：以 0x6052 拒绝。',
  'A WebSocket path that begins with a slash: manual: sent with one slash; module: sent with two.':
    'WebSocket 的资源路径以斜杠开头。manual：发送一个斜杠；module：发送两个。',
  'The broker’s name against its certificate, in schemes that check the server, without AT+MQTTSNI: manual: checked; module: not checked.':
    '校验服务器证书的 scheme，没有设置 AT+MQTTSNI 时，证书是否与 broker 的域名相符。manual：校验；module：不校验。',
  'Topics that MQTT does not allow: wildcards in a topic name, bad filters, bad UTF-8: manual: refused; module: sent as they are.':
    'MQTT 不允许的主题：主题名里有通配符、主题过滤器格式错误、不是 UTF-8。manual：拒绝；module：照原样发送。',
  'An empty client id without a clean session: manual: refused with 0x600A; module: sent, for the broker to decide.':
    '客户端 ID 为空而不使用清理会话。manual：以 0x600A 拒绝；module：照样发送，由 broker 决定。',
  'A client id or user name that is not UTF-8: manual: refused with 0x600A; module: sent, for the broker to decide.':
    '客户端 ID 或用户名不是 UTF-8。manual：以 0x600A 拒绝；module：照样发送，由 broker 决定。',
  'Subscriptions beyond maxTopics: manual: sent, listed and renewed; module: sent, but neither listed nor renewed.':
    '超过 maxTopics 的订阅。manual：发送、列出，重连后重新订阅；module：发送，但不列出，重连后也不重新订阅。',
  'The QoS listed after a topic was subscribed again: manual: the new one; module: the first one.':
    '再次订阅同一主题后列出的 QoS。manual：新的；module：第一次的。',
  'Subscribing with QoS 0, or again: manual: OK once the broker has answered; module: OK at once.':
    '以 QoS 0 订阅，或再次订阅。manual：broker 响应之后返回 OK；module：立即返回 OK。',
  'A subscription that the broker refuses: manual: ERROR, not listed; module: OK and listed up to 4.1, from 5.0 ERROR without a code.':
    'broker 拒绝的订阅。manual：返回 ERROR，不列出；module：4.1 及之前返回 OK 并列出，5.0 起返回 ERROR，没有错误码。',
  'A retained message right behind SUBACK: manual: after OK; module: before OK.':
    '紧跟在 SUBACK 之后的保留消息。manual：在 OK 之后上报；module：在 OK 之前。',
  'An acknowledgement that never comes: manual: waited for 10 s; module: waited for without end, from 5.0 for 15 s.':
    '一直收不到的确认。manual：等待 10 秒；module：一直等待，5.0 起等待 15 秒。',
  'ERROR after a connection that failed: manual: at once; module: up to 5 s after +MQTTDISCONNECTED.':
    '连接失败后的 ERROR。manual：立即返回；module：最晚在 +MQTTDISCONNECTED 之后 5 秒返回。',
  '+MQTTDISCONNECTED that was held back during data: manual: ended by CR LF before +MQTTPUB:FAIL; module: without CR LF.':
    '数据模式里推迟上报的 +MQTTDISCONNECTED。manual：在 +MQTTPUB:FAIL 之前，以 CR LF 结尾；module：没有 CR LF。',
  'AT+MQTTPUBRAW with QoS 0 whose connection is lost before the last byte: manual: code and +MQTTPUB:FAIL; module: +MQTTPUB:OK up to 4.0.':
    'AT+MQTTPUBRAW 以 QoS 0 发布，最后一个字节之前连接断开。manual：错误码和 +MQTTPUB:FAIL；module：4.0 及之前返回 +MQTTPUB:OK。',
  'The partitions of firmware 2 that hold certificates, in AT+SYSFLASH from 3.2 on: manual: listed, read and written; module: unknown.':
    '固件 2 存放证书的分区，在 3.2 及之后的 AT+SYSFLASH 里。manual：可以列出、读取和写入；module：没有。',
  'An optional parameter of a Wi-Fi or IP command left empty behind the last comma: manual: its default; module: refused.':
    'Wi-Fi 和 TCP/IP 命令的可选参数在最后一个逗号后面为空。manual：用默认值；module：拒绝。',
  'Commands that only earlier firmware has, such as AT+CWJAP_CUR: manual: work, and are not in AT+CMD?; module: unknown.':
    '只有早期固件才有的命令，例如 AT+CWJAP_CUR。manual：可以用，但 AT+CMD? 不列出；module：没有。',
  'A plus before the time zone of AT+CIPSNTPCFG: manual: taken; module: no number.':
    'AT+CIPSNTPCFG 的时区带加号。manual：接受；module：不是数字。',
  'The SDK version in AT+GMR: manual: a bare number, which hosts made for firmware 1.x want; module: that of the release, behind a v.':
    'AT+GMR 里的 SDK 版本。manual：只有数字，为 1.x 固件编写的主机需要这样；module：该版本固件的写法，前面带 v。',
  '+++ alone in its read, at the start of a line, outside data mode: manual: dropped; module: bytes of a line.':
    '数据模式之外，一次只读到 +++，且在行首。manual：丢弃；module：当作一行的内容。',
  'When what a flash directory stores outlives a power failure: always, before the packet or the answer that depends on it leaves, which costs a wait for the disk each time; interval, within a second, without waiting; never, when the operating system writes it.':
    'flash 目录保存的内容何时不怕断电：always：在依赖它的报文或响应发出之前，每次都要等待磁盘；interval：一秒之内，不等待；never：由操作系统决定何时写入。',
  'How long things take that take no time here, as a set of waits: bench: none; wifi: as on a module in a home; poor: as at the edge of the signal. The other settings in latency count before it.':
    '给本来不花时间的操作加上一组等待时间。bench：不加；wifi：像家里的模组；poor：像在信号边缘。latency 里的其他配置项优先于它。',
  'Milliseconds from asking to join an access point until the station has an address: half of it until WIFI CONNECTED, half until WIFI GOT IP.':
    '从请求连接 AP 到 station 获得地址的毫秒数：一半到 WIFI CONNECTED，另一半到 WIFI GOT IP。',
  'Milliseconds there and back between module and broker: each message takes half of it, each step of connecting all of it, the name included.':
    '模组与 broker 之间往返的毫秒数：每条消息占一半，连接的每一步（包括域名解析）占全部。',
  'Milliseconds that a command takes in the module before it acts.': '命令在模组里执行之前花费的毫秒数。',
  'Percent by which each wait is shorter or longer by chance.': '每次等待随机缩短或延长的百分比。',
  'What the waits are drawn from: the same seed, the same waits. Default: 1.':
    '随机等待的种子：种子相同，等待也相同。默认：1。',
};
