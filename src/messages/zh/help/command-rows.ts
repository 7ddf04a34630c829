/** The help of the commands. */
export const commandRows: Readonly<Record<string, string>> = {
  'Answers OK when the module is there.': '测试模组是否就绪，就绪则返回 OK。',
  'Commands no longer come back.': '关闭回显。',
  'Commands come back as they are accepted; so it is after boot.':
    '打开回显：命令被接受后原样返回；启动后默认打开。',
  'Restarts the module: links close, what was not stored is lost.':
    '重启模组：所有 link 断开，没有保存的设置丢失。',
  'Clears the stored settings, not the certificates, and restarts the module.':
    '清除保存的设置（不清除证书），并重启模组。',
  'Names the versions.': '查询版本信息。',
  'Lists the commands and which forms each has: test, query, set, execute.':
    '列出所有命令，以及每条命令有哪些形式：测试、查询、设置、执行。',
  'Whether a failure prints its code as ERR CODE:0x… before ERROR; 0 after boot.':
    '失败时是否在 ERROR 之前打印错误码 ERR CODE:0x…；启动后为 0。',
  'Whether settings made by commands are stored and survive a restart; 1 after boot.':
    '命令所做的设置是否保存，重启后仍有效；启动后为 1。',
  'Which messages a TCP connection prompts. All bits speak of TCP and passthrough; MQTT messages do not depend on them.':
    'TCP 连接的系统提示信息。所有位都与 TCP 和透传有关；MQTT 消息不受影响。',
  'Free bytes of the heap now, and the fewest since boot.': '查询堆的剩余字节数，以及启动以来的最小值。',
  'The partitions of the flash: lists, reads, erases and writes them. What AT+SYSMFG reads is there too, as one image or file.':
    'flash 分区：列出、读取、擦除和写入。AT+SYSMFG 读取的内容也在其中，每个是一个镜像或文件。',
  'The module’s clock, in seconds since 1970 UTC.': '模组的时钟，为 1970 年（UTC）以来的秒数。',
  'Would go back to the firmware before this one, of which there is none: ERROR.':
    '回退到前一个固件；这里没有前一个固件，因此返回 ERROR。',
  'The earlier name of AT+UART_DEF; its query tells the present speed and framing. The manual has it no longer, firmware does.':
    'AT+UART_DEF 的旧名称；查询时返回当前的波特率和帧格式。手册里已没有它，固件里还有。',
  'The serial line’s present speed and framing, until the next restart.':
    '串口当前的波特率和帧格式，有效到下次重启。',
  'The serial line’s speed and framing, from now on and after each restart.':
    '串口的波特率和帧格式，立即生效，重启后仍有效。',
  'The sleep mode. It saves no power here, and hosts can ask for what they set.':
    '睡眠模式。在这里不省电，主机可以查询所做的设置。',
  'Sleeps deeply: links close, nothing is heard until the time is up, then the module boots.':
    '进入 Deep-sleep 模式：所有 link 断开，时间到之前不接收任何内容，之后模组启动。',
  'What wakes the module from light sleep. There are no pins here, and a module that answers at once never sleeps lightly.':
    'Light-sleep 的唤醒源。这里没有管脚，而立即响应的模组从不进入 Light-sleep。',
  'The Wi-Fi mode; without a station there is no network.': 'Wi-Fi 模式；没有 station 就没有网络。',
  'The station: 0 not begun, 1 joined, 2 joined with an address, 3 joining, 4 disconnected; and the name.':
    'station 的状态：0 尚未连接，1 已连接 AP，2 已连接并获得地址，3 正在连接，4 已断开；以及 AP 的名称。',
  'Joins an access point. Failures: +CWJAP:1 no answer, 2 wrong password, 3 not found, 4 other.':
    '连接 AP。失败时：+CWJAP:1 没有响应，2 密码错误，3 找不到 AP，4 其他。',
  'Leaves the access point; links are lost with it.': '断开与 AP 的连接；所有 link 随之断开。',
  'Lists the access points in the air, as AT+CWLAPOPT says; they are those of the settings.':
    '列出当前可用的 AP，格式由 AT+CWLAPOPT 决定；这些 AP 来自配置项。',
  'What AT+CWLAP prints, and in which order, until the next restart.':
    'AT+CWLAP 打印哪些内容、按什么顺序，有效到下次重启。',
  'Whether the module joins the access point it knows after boot.': '启动后是否自动连接保存的 AP。',
  'How the station comes back to an access point it has lost. AT+CWJAP sets the interval too.':
    'station 与 AP 断开后如何重连。AT+CWJAP 也会设置重连间隔。',
  'Whether the station asks for its address. Switched on it ends AT+CIPSTA; off, AT+CIPSTA gives the address.':
    'station 是否通过 DHCP 获取地址。打开后 AT+CIPSTA 失效；关闭后地址由 AT+CIPSTA 设置。',
  'The country code and its channels, until the next restart. There is no air here that they could rule.':
    '国家代码和信道，有效到下次重启。这里没有真实的无线信号，它们不起作用。',
  'The 802.11 standards of the station. Kept, stored and reported; every access point here is joined with any.':
    'station 的 802.11 协议标准。可以设置、保存和查询；在这里用哪种都能连接 AP。',
  'The name the station gives to DHCP servers, until the next restart.':
    'station 提供给 DHCP 服务器的主机名，有效到下次重启。',
  'The station’s address, gateway and netmask. Setting them switches AT+CWDHCP off; real connections do not depend on them.':
    'station 的 IP 地址、网关和子网掩码。设置后 AT+CWDHCP 关闭；不影响真实的网络连接。',
  'The station’s MAC address.': 'station 的 MAC 地址。',
  'The station’s address and MAC address.': 'station 的 IP 地址和 MAC 地址。',
  'Whether there may be several TCP connections; MQTT links do not depend on it.':
    '是否允许多个 TCP 连接；MQTT link 不受影响。',
  'How TCP data passes; MQTT links do not depend on it.': 'TCP 数据的传输模式；MQTT link 不受影响。',
  'Whether +IPD names the sender of TCP data; MQTT messages do not depend on it.':
    '+IPD 是否给出 TCP 数据的发送方；MQTT 消息不受影响。',
  'Whether TCP data waits to be fetched, as before firmware 3.3, which still has it; MQTT messages do not depend on it.':
    'TCP 数据是否等待主机来取，3.3 之前固件的命令，之后仍保留；MQTT 消息不受影响。',
  'The socket options of a TCP connection; only after AT+CIPMUX=1 a link ID comes first. MQTT links do not depend on them.':
    'TCP 连接的套接字选项；只有 AT+CIPMUX=1 之后第一个参数才是 link ID。MQTT link 不受影响。',
  'The old AT+CWSTATE: 0 no station, 1 not begun, 2 joined with an address, 5 not joined.':
    '旧的 AT+CWSTATE：0 没有 station，1 尚未连接，2 已连接并获得地址，5 没有连接 AP。',
  'The name servers. They are kept and reported; names are found by this computer’s own resolver.':
    'DNS 服务器。可以设置和查询；域名由本机解析。',
  'Finds the address of a name, with this computer’s resolver.': '解析域名，由本机解析。',
  'Sends an echo request, with this computer’s program ping, and tells the milliseconds to the answer.':
    '用本机的 ping 程序发送回显请求，返回响应所用的毫秒数。',
  'Which certificates a TCP connection uses; only after AT+CIPMUX=1 a link ID comes first. Kept, stored and reported; AT+MQTTUSERCFG says it for MQTT.':
    'TCP 连接使用哪些证书；只有 AT+CIPMUX=1 之后第一个参数才是 link ID。可以设置、保存和查询；MQTT 的证书由 AT+MQTTUSERCFG 决定。',
  'The TLS buffer of a TCP connection, as firmware 1.x has it. Kept and reported; MQTT links do not depend on it.':
    'TCP 连接的 TLS 缓冲区，1.x 固件的命令。可以设置和查询；MQTT link 不受影响。',
  'Sets the clock over SNTP; +TIME_UPDATED tells when it is set.':
    '配置 SNTP，设置时钟；时间设好后上报 +TIME_UPDATED。',
  'The module’s clock in the configured zone, as C’s asctime writes it.':
    '查询模组的时间，按所配置的时区，格式同 C 语言的 asctime。',
  'Sets the scheme and who the client is; every link begins with it.':
    '设置 MQTT 用户属性：scheme、客户端 ID、用户名等；每个 link 都从它开始。',
  'The client id, by itself; older than its LONG form.': '单独设置客户端 ID；比 LONG 形式更早的命令。',
  'The user name, by itself; older than its LONG form.': '单独设置用户名；比 LONG 形式更早的命令。',
  'The password, by itself; older than its LONG form.': '单独设置密码；比 LONG 形式更早的命令。',
  'Sets the keep alive, the kind of session, and the will.': '设置 MQTT 连接属性：保活时间、会话类型和遗嘱。',
  'Connects to a broker, or tells the state of each link.': '连接 broker，或查询每个 link 的状态。',
  'Publishes a message that fits into the line.': '发布一行命令放得下的消息。',
  'Publishes a message of any length and any bytes, in data mode.':
    '在数据模式下发布任意长度、任意字节的消息。',
  'Subscribes to a topic filter, or lists the subscriptions.': '订阅主题，或列出已有的订阅。',
  'Ends a subscription.': '取消订阅。',
  'Disconnects and forgets the link’s configuration.': '断开连接，并清除该 link 的配置。',
  'Older spelling of AT+CWMODE; stores nothing.': 'AT+CWMODE 的旧写法；不保存。',
  'Older spelling of AT+CWMODE; stores.': 'AT+CWMODE 的旧写法；保存。',
  'Older spelling of AT+CWJAP; stores nothing.': 'AT+CWJAP 的旧写法；不保存。',
  'Older spelling of AT+CWJAP; stores.': 'AT+CWJAP 的旧写法；保存。',
  'Older spelling of AT+CWDHCP; stores nothing.': 'AT+CWDHCP 的旧写法；不保存。',
  'Older spelling of AT+CWDHCP; stores.': 'AT+CWDHCP 的旧写法；保存。',
  'Older spelling of AT+CWCOUNTRY; stores nothing.': 'AT+CWCOUNTRY 的旧写法；不保存。',
  'Older spelling of AT+CWCOUNTRY; stores.': 'AT+CWCOUNTRY 的旧写法；保存。',
  'Older spelling of AT+CIPSTA; stores nothing.': 'AT+CIPSTA 的旧写法；不保存。',
  'Older spelling of AT+CIPSTA; stores.': 'AT+CIPSTA 的旧写法；保存。',
  'Lists the TCP connections, which there are none of; MQTT links are AT+MQTTCONN?.':
    '列出 TCP 连接，这里一个也没有；MQTT link 用 AT+MQTTCONN? 查询。',
  'How often the clock is set again over SNTP.': '通过 SNTP 同步时间的间隔。',
  'Sets the protocol names offered to the server over TLS.':
    '设置在 TLS 中提供给服务器的应用层协议（ALPN）。',
  'Whether messages that match a filter are kept from the host. There are no filters here: kept and reported.':
    '是否过滤与过滤器匹配的系统消息。这里没有过滤器：只能设置和查询。',
  'Certificates, keys and factory parameters: lists, reads, writes and erases the manufacturing NVS.':
    '证书、私钥和出厂参数：列出、读取、写入和擦除 manufacturing NVS。',
  'Whether Wi-Fi is there at all; links are lost with it. 1 after boot.':
    '打开或关闭 Wi-Fi；关闭时所有 link 随之断开。启动后为 1。',
  'The client id, of up to 1024 bytes, in data mode.': '设置客户端 ID，最长 1024 字节，在数据模式下输入。',
  'The user name, of up to 1024 bytes, in data mode.': '设置用户名，最长 1024 字节，在数据模式下输入。',
  'The password, of up to 1024 bytes, in data mode.': '设置密码，最长 1024 字节，在数据模式下输入。',
  'Whether data of a TCP connection waits to be fetched; only after AT+CIPMUX=1 a link ID comes first. MQTT messages do not depend on it.':
    'TCP 连接的数据是否等待主机来取；只有 AT+CIPMUX=1 之后第一个参数才是 link ID。MQTT 消息不受影响。',
  'Sets the server name sent over TLS; empty: the host.':
    '设置在 TLS 中发送的服务器名称（SNI）；空：用 host。',
  'Wi-Fi switched on': 'Wi-Fi 已打开',
  'a station: AT+CWMODE 1 or 3': 'station 模式：AT+CWMODE 为 1 或 3',
  'Wi-Fi with an address': 'Wi-Fi 已获得地址',
};
