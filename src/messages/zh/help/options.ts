/** Help of the command line: its commands, arguments and options, and the words of commander around them. */
export const options: Readonly<Record<string, string>> = {
  'Usage:': '用法：',
  'Arguments:': '参数：',
  'Options:': '选项：',
  'Global Options:': '全局选项：',
  'Commands:': '命令：',
  'choices:': '可选：',
  'default:': '默认：',
  'display help for command': '显示命令的帮助',
  'output the version number': '打印版本号',
  '(atmqtt --help lists the commands and options)': '（atmqtt --help 列出命令和选项）',

  'An ESP-AT MQTT module in software: AT+MQTT… on one side, a real MQTT broker on the other.':
    '用软件实现的 ESP-AT MQTT 模组：一侧是 AT+MQTT… 命令，另一侧是真实的 MQTT broker。',
  'tell people everything in this language: en (English) or zh (简体中文); ATMQTT_LANG, on a terminal LC_ALL, LC_MESSAGES and LANG, unless given':
    '给人看的内容用哪种语言：en（English）或 zh（简体中文）；不写时看 ATMQTT_LANG，在终端上再看 LC_ALL、LC_MESSAGES 和 LANG',

  'run modules until Ctrl-C': '运行模组，直到按 Ctrl-C',
  'a settings file, which may have several modules': '配置文件，可以写多个模组',
  'where hosts attach, repeatable, such as pty[:LINK] or tcp-listen:[HOST:]PORT; atmqtt ports lists the kinds':
    '主机从哪里接入，可重复，例如 pty[:LINK] 或 tcp-listen:[HOST:]PORT；atmqtt ports 列出所有类型',
  'pty:/tmp/atmqtt0 and tcp-listen:127.0.0.1:3333': 'pty:/tmp/atmqtt0 和 tcp-listen:127.0.0.1:3333',
  'start an MQTT broker too; port 0 takes any free one':
    '同时启动一个 MQTT broker；端口写 0 表示任取一个空闲端口',
  'let it listen over TLS, with certificates it makes for this run': '让它也监听 TLS，证书为这次运行临时生成',
  'let it listen over WebSocket': '让它也监听 WebSocket',
  'let it listen over secure WebSocket': '让它也监听 WebSocket Secure',
  'let pages of this origin use the broker and ws-listen ports by WebSocket, repeatable; null: pages opened from files':
    '允许来自该源的网页通过 WebSocket 使用 broker 和 ws-listen 端口，可重复；null：从文件打开的网页',
  'pages of this machine': '本机的网页',
  'all of these, and the certificates in the module’s flash, to try every scheme':
    '以上全部打开，并把证书写进模组的 flash，可以试用每种 scheme',
  'keep what the module stores in this directory': '把模组保存的内容存到这个目录',
  'change a setting of every module, repeatable; docs/reference/settings.md lists them':
    '修改所有模组的某个配置项，可重复；全部配置项见 docs/reference/settings.md',
  none: '无',
  'stand between a host and a genuine module, show what they say to each other, and record it':
    '接在主机和真实模组之间，显示并录制双方的通信',
  'the port that the host attaches to, such as pty:/tmp/esp or serial:/dev/ttyUSB1':
    '主机接入的端口，例如 pty:/tmp/esp 或 serial:/dev/ttyUSB1',
  'the port that the module is at, such as serial:/dev/ttyUSB0 or rfc2217:HOST:PORT':
    '模组所在的端口，例如 serial:/dev/ttyUSB0 或 rfc2217:HOST:PORT',
  'record all of it in this file, with times; docs/reference/recording.md has the format':
    '把全部内容连同时间录制到这个文件；格式见 docs/reference/recording.md',
  'record what hosts and module say to each other in this file, with times; docs/reference/recording.md has the format':
    '把主机和模组之间的通信连同时间录制到这个文件；格式见 docs/reference/recording.md',
  'answer a host from a recording, or play its host’s side against a module; exit code 1 where something else comes than was recorded':
    '按录制文件回答主机，或者扮演其中的主机与模组通信；收到的内容与录制不同时退出码为 1',
  'the recording; docs/reference/recording.md has the format': '录制文件；格式见 docs/reference/recording.md',
  'where the host attaches, or with --as host where the module is':
    '主机接入的端口；用 --as host 时是模组所在的端口',
  'whom the replay plays': '回放扮演谁',
  'do not wait as long as in the recording': '不按录制的时间等待',
  'how much longer than in the recording the other side may take; 10 unless given with --as host, forever with --as module':
    '对方最多可以比录制的时间多用多少秒；不写时，--as host 为 10，--as module 不限',
  'make a scenario of it, which atmqtt play plays against a module of atmqtt; passwords are masked':
    '由它生成一个场景，atmqtt play 用它测试 atmqtt 的模组；密码被遮盖',
  'write it to this file; to standard output unless given': '写到这个文件；不写时打印到标准输出',
  'leave passwords out of the recording': '录制时遮盖密码',
  'do not show what is said': '不显示通信内容',
  'what can be done with a recording of tap or run --record': '处理 tap 或 run --record 的录制文件',
  'print it as a tap shows it, with the seconds since its beginning':
    '像 tap 那样打印出来，带上从开头算起的秒数',
  'the recording; -: standard input': '录制文件；-：标准输入',

  'let something go wrong with every module, repeatable, such as wifi.drop,after=5s,for=2s; docs/reference/faults.md lists them':
    '让所有模组发生某种故障，可重复，例如 wifi.drop,after=5s,for=2s；全部故障见 docs/reference/faults.md',
  'the same for the embedded broker, repeatable: broker.connack,code=3':
    '让内置 broker 发生某种故障，可重复，例如 broker.connack,code=3',
  'say how a running program is: exit code 0 ready, 1 not ready, 2 not reached':
    '查看正在运行的程序：退出码 0 就绪，1 未就绪，2 无法连接',
  'where its metrics are, as HOST:PORT or URL; --metrics, ATMQTT_METRICS, the settings file or 127.0.0.1:9464 unless given':
    '它的指标地址，HOST:PORT 或 URL；不写时依次看 --metrics、ATMQTT_METRICS、配置文件，再用 127.0.0.1:9464',
  'the same, as run takes it': '同上，与 run 的选项一样',
  'the settings file that it runs with': '它运行时使用的配置文件',
  'print it as one line of JSON': '打印一行 JSON',
  'serve /metrics for Prometheus, /healthz, /readyz and /status at this address':
    '在这个地址提供 Prometheus 的 /metrics、/healthz、/readyz 和 /status',
  'let programs look at all of it and act on it over HTTP, at HOST:PORT, a port on loopback or unix:PATH; 127.0.0.1:9338 unless given; a token is printed, which docs/control.md explains':
    '让别的程序通过 HTTP 查看并操作本程序，地址为 HOST:PORT、回环地址上的端口或 unix:PATH；不写时为 127.0.0.1:9338；会打印一个 token，见 docs/control.md',
  'serve a page that shows all of it and acts on it, by the control plane, at HOST:PORT or a port on loopback; where that is or 127.0.0.1:9338 unless given; docs/guides/web.md shows it':
    '由控制接口提供一个页面，用来查看并操作一切，地址为 HOST:PORT 或回环地址上的端口；不写时在控制接口的地址，或 127.0.0.1:9338；见 docs/guides/web.md',
  'open the page in the browser of this computer; --web unless given':
    '在本机的浏览器里打开页面；没有写 --web 时等于也写了它',
  'serve a page with the live counts at HOST:PORT or a port on loopback; 127.0.0.1:9338 unless given; its address is printed':
    '提供显示实时计数的页面，地址为 HOST:PORT 或回环地址上的端口；不写时为 127.0.0.1:9338；会打印它的地址',
  'how much to tell (default: info)': '日志的详细程度（默认：info）',
  'wait for devices, addresses and locks that are not to be had yet, or forever; 30 unless given, 0 with --exec, --expect, --fail, --timeout or an exec port; then end with exit code 75':
    '等待暂时还得不到的设备、地址和锁的秒数，或 forever；不写是 30，有 --exec、--expect、--fail、--timeout 或 exec 端口时是 0；等不到就以退出码 75 结束',
  'write what modules and brokers say to each other, in clear also over TLS and WebSocket, to this file or pipe as a pcapng for Wireshark; - is standard output':
    '把模组与 broker 之间的往来以 pcapng 格式写入这个文件或管道，供 Wireshark 打开，TLS 和 WebSocket 承载的也是明文；- 是标准输出',
  'tell all that host, module and broker say to each other, MQTT packets decoded, on standard error or into a file':
    '实时显示主机、模组和 broker 之间的全部往来，MQTT 报文解码显示；写到标准错误，给出文件名则写入该文件',
  'write a line of JSON to this file once everything is up': '一切就绪后往这个文件写一行 JSON',
  'print for programs: the ready line and events on standard output, the log as JSON; docs/reference/events.md lists them':
    '供程序读取：标准输出是就绪行和事件，日志是 JSON；全部事件见 docs/reference/events.md',
  'run a program once all is up, with ATMQTT_TTY, ATMQTT_TCP and ATMQTT_BROKER in its environment, and end with its exit code':
    '一切就绪后运行一个程序，环境变量里有 ATMQTT_TTY、ATMQTT_TCP 和 ATMQTT_BROKER，并以它的退出码结束',
  'end well once this has come between host and module; a text or /regular expression/, repeatable, in this order':
    '主机和模组之间出现这段内容后以 0 结束：文本或 /正则表达式/，可重复，按顺序匹配',
  'end with exit code 1 when this has come, repeatable': '一出现这段内容就以 1 结束，可重复',
  'end with exit code 1 after this time': '超过这么多秒就以 1 结束',
  'end with exit code 1 when a module did what a genuine one would not have done; only by these rules of docs/reference/compat.md, with commas between them, where some are given':
    '模组做了真实模组不会做的事时以 1 结束；写出规则名（用逗号分隔）则只看这些规则，见 docs/reference/compat.md',
  'a rule that --strict leaves out, repeatable': '--strict 不看的规则，可重复',
  'write how it came out to this file, as JUnit XML': '把结果写到这个文件（JUnit XML 格式）',

  'check a settings file, or show what is in effect': '检查配置文件，或显示实际生效的值',
  'find the mistakes in a settings file': '找出配置文件里的错误',
  'the file; ATMQTT_CONFIG or atmqtt.yaml unless given': '配置文件；不写时用 ATMQTT_CONFIG 或 atmqtt.yaml',
  'show every value in effect and where it came from; takes run’s options':
    '显示每个实际生效的值和它的来源；选项与 run 相同',
  'print a JSON array': '打印 JSON 数组',

  'say what an error code, a command, a message or a compat rule means, and what to do':
    '解释错误码、命令、消息或兼容性规则的含义，以及该怎么办',
  'of which release': '以哪个版本为准',
  'the manual, or genuine modules': '以手册为准，还是以真实模组为准',
  'a code, 0x010a6006 or 6006; its name, AT_MQTT_NULL_LINK or busy; AT+MQTTPUB; +MQTTDISCONNECTED; chunkLines':
    '错误码 0x010a6006 或 6006；它的名字 AT_MQTT_NULL_LINK 或 busy；AT+MQTTPUB；+MQTTDISCONNECTED；chunkLines',

  'play what genuine modules were seen to do on a module, genuine or not, and say what it does otherwise':
    '把在真实模组上观察到的用例在一个模组上跑一遍（真实模组或别的都可以），指出它哪里不同',
  'where the module is, such as serial:/dev/ttyUSB0, tcp:HOST:PORT or pty:PATH':
    '模组在哪里，例如 serial:/dev/ttyUSB0、tcp:HOST:PORT 或 pty:PATH',
  'only this group or case, repeatable': '只跑这个组或用例，可重复',
  'where the broker of the cases listens, at an address that the module reaches; none: there is none':
    '用例的 broker 在哪里监听，要写模组能访问到的地址；none：没有',
  'the access point to join first; the module’s own unless given': '先连接这个 AP；不写时用模组自己的',
  'file whose only line is its password; -: standard input; ATMQTT_WIFI_PASSWORD_FILE and ATMQTT_WIFI_PASSWORD unless given':
    'AP 的密码文件，只有密码一行；-：标准输入；不写时用 ATMQTT_WIFI_PASSWORD_FILE 和 ATMQTT_WIFI_PASSWORD',
  'what may be done to the module, repeatable: restart, restore (its factory settings), flash (write to its partition of certificates and keys)':
    '允许对模组做的事，可重复：restart（重启）、restore（恢复出厂设置）、flash（写入存放证书和密钥的分区）',
  nothing: '无',
  'how much longer a module may take than the one that was observed, such as 5s; 2s unless given':
    '模组可以比当时观察的模组慢多少，例如 5s；不写是 2s',
  'hold it against ours as this release; as the one it is most like unless given':
    '与本程序按这个固件的结果比较；不写时用最像的固件',
  'hold it against ours as the manual or a genuine module has it': '与本程序按手册还是按真实模组的结果比较',
  'write the report to this file, as a page': '把报告写到这个文件（网页）',
  'write what came to this file, for those who maintain atmqtt':
    '把实际响应写到这个文件，供 atmqtt 的维护者使用',
  'print the report for programs': '打印供程序读取的报告',

  'write the AT command that publishes a message, and the same as a literal of a language':
    '写出发布一条消息的 AT 命令，以及它在各种编程语言里的字面量',
  'take the payload from this file, as it is': '负载取自这个文件，原样使用',
  'of the message': '消息的 QoS',
  'let the broker keep the message': '让 broker 保留消息（retain）',
  'the LinkID': 'LinkID',
  'use AT+MQTTPUBRAW, however short it is': '不论多短都用 AT+MQTTPUBRAW',
  'another command, such as AT+MQTTUSERCFG; its parameters are the arguments':
    '别的命令，例如 AT+MQTTUSERCFG；后面的参数就是它的参数',
  'only this one; at: the command itself': '只要这一种；at：命令本身',
  'print all of it as an object': '全部打印为一个 JSON 对象',
  'the topic; with --command, the first parameter': '主题；有 --command 时是第一个参数',
  'the message; -: standard input, as it is': '消息；-：标准输入，原样使用',
  'with --command, the other parameters; -: standard input': '有 --command 时是其余参数；-：标准输入',

  'connect to a broker step by step and say which AT commands make a module do the same':
    '一步一步连接 broker，并给出让模组做同样事情的 AT 命令',
  'server name to send, if not the host': '要发送的服务器名称（SNI），默认是主机名',
  'protocol name to offer, repeatable': '要提供的协议名（ALPN），可重复',
  'CA the server must be vouched for by, as PEM': '用来校验服务器的 CA，PEM 格式',
  'client certificate, as PEM': '客户端证书，PEM 格式',
  'its private key, as PEM': '它的私钥，PEM 格式',
  'resource of a WebSocket scheme': 'WebSocket scheme 的资源路径',
  'client id': '客户端 ID',
  'user name': '用户名',
  'file whose only line is the password; -: standard input; ATMQTT_PASSWORD_FILE and ATMQTT_PASSWORD unless given':
    '密码文件，只有密码一行；-：标准输入；不写时用 ATMQTT_PASSWORD_FILE 和 ATMQTT_PASSWORD',
  'the password itself, which other users can see meanwhile': '密码本身；运行期间本机的其他用户看得到它',
  '1 (TCP) to 10, as AT+MQTTUSERCFG takes it': '1（TCP）到 10，与 AT+MQTTUSERCFG 的 scheme 相同',
  'the broker': 'broker 的地址',

  'list the releases of ESP-AT that a module can be, or say what differs between two':
    '列出模组可以采用的 ESP-AT 版本，或比较两个版本的差别',
  'say what differs between two releases for a host': '说明两个版本对主机来说有什么差别',
  'such as 3.4': '例如 3.4',
  'such as 5.0': '例如 5.0',

  'write a backup of a flash directory, also while a module runs on it':
    '备份 flash 目录，模组正在使用它时也可以',
  'the backup to write, a .tar.gz; - is standard output': '要写出的备份（.tar.gz）；- 表示标准输出',
  'put a backup into a flash directory that no module uses': '把备份恢复到没有模组使用的 flash 目录',
  'the backup': '备份文件',
  'also where something is stored already, which is kept in its folder replaced-…':
    '即使其中已有内容也恢复；原来的内容保留在它的 replaced-… 目录里',
  'write the log to the end of this file instead of standard error; SIGHUP opens it again, for logrotate':
    '把日志追加到这个文件，而不是写到标准错误；SIGHUP 会重新打开它，供 logrotate 使用',
  'do not read the terminal, on which a person can type to the module otherwise':
    '不读取终端；否则可以在终端上直接向模组输入命令',
  'look into a flash directory, or move it to and from a genuine module’s mfg_nvs.bin':
    '查看 flash 目录，或与真实模组的 mfg_nvs.bin 互相转换',
  'list what the manufacturing NVS holds': '列出 manufacturing NVS 的内容',
  'the flash directory, as for run': 'flash 目录，与 run 相同',
  'take over what a partition image holds, or a certificate or key in PEM':
    '导入分区镜像的内容，或 PEM 格式的证书、私钥',
  'an image such as mfg_nvs.bin, one packed by AtPKI.py such as mqtt_ca.bin, or PEM':
    '镜像文件，例如 mfg_nvs.bin，或 AtPKI.py 打包的镜像，例如 mqtt_ca.bin，或 PEM 文件',
  'which one a certificate or key is for, such as mqtt_ca; by the name of the file unless given':
    '证书或私钥用于哪个分区，例如 mqtt_ca；不写则由文件名决定',
  'one of certificates or keys, packed as AtPKI.py does; all of NVS unless given':
    '存放证书或私钥的分区，按 AtPKI.py 的格式打包；不写则为整个 NVS',
  'write a partition image that a genuine module takes': '写出真实模组可用的分区镜像',
  'size of the partition, such as 0x1F000 or 124K; of NVS 112K unless given':
    '分区大小，例如 0x1F000 或 124K；不写时 NVS 为 112K',
  'the image to write': '要写的镜像文件',

  'play scenarios: what goes wrong between a host, a module and a broker, step by step':
    '播放场景：一步一步重现主机、模组和 broker 之间的故障',
  'play all that are ready': '播放所有现成的场景',
  'list the built-in ones and end': '列出现成的场景，然后结束',
  'play against what is at this port, such as serial:/dev/ttyUSB0, tcp:HOST:PORT or pty:PATH; a module in this process unless given':
    '对着这个端口上的对象播放，例如 serial:/dev/ttyUSB0、tcp:HOST:PORT 或 pty:PATH；不写则是本进程里的模组',
  'whom the scenario plays: the host of the module at that port, or the module of the host there':
    '场景扮演谁：那个端口上模组的主机，或那里主机的模组',
  'leave out what cannot be done to a module elsewhere': '跳过无法对别处的模组做的步骤',
  'where the embedded broker listens, for hardware that must reach it':
    '内置 broker 监听的地址，供需要连接它的硬件使用',
  'print events for programs, one line of JSON each; docs/reference/events.md lists them':
    '供程序读取：每个事件打印一行 JSON；全部事件见 docs/reference/events.md',
  'begin randomness with this number, in place of the scenario’s': '随机数种子，代替场景里的种子',
  'files, or names of built-in ones; docs/guides/scenarios.md has the language':
    '场景文件，或现成场景的名字；写法见 docs/guides/scenarios.md',

  'list the serial devices of this computer and the kinds of port there are':
    '列出本机的串口设备和端口的类型',
  'print the devices as a JSON array': '把设备打印为 JSON 数组',

  'connect many modules to a broker, let them publish, and tell how it went':
    '把许多模组连接到 broker，让它们发布消息，最后报告结果',
  'how many modules': '模组的个数',
  'mqtt, mqtts, ws or wss URL of the broker': 'broker 的 URL：mqtt、mqtts、ws 或 wss',
  'file whose only line is the password of the user in that URL; -: standard input; ATMQTT_PASSWORD_FILE and ATMQTT_PASSWORD unless given':
    '密码文件，只有一行：URL 里那个用户的密码；-：标准输入；不写时用 ATMQTT_PASSWORD_FILE 和 ATMQTT_PASSWORD',
  'what each module is told, as YAML; a built-in one unless given':
    '每个模组做什么，YAML 格式；不写则用内置场景',
  'print the built-in scenario and end': '打印内置场景，然后结束',
  'modules switched on a second': '每秒开机的模组数',
  'publishes of each module a second; 0: stay idle': '每个模组每秒发布的消息数；0：保持空闲',
  'how far publishes and switching on may be off their time': '发布和开机的时间最多偏离百分之几',
  'QoS of publishes and subscriptions: 0, 1 or 2': '发布和订阅的 QoS：0、1 或 2',
  'where each module publishes, such as swarm/{id}': '每个模组发布到哪个主题，例如 swarm/{id}',
  'what it publishes, such as {seq} {random:16}': '发布的内容，例如 {seq} {random:16}',
  'end after this time; without it, on Ctrl-C': '多少秒后结束；不写则按 Ctrl-C 结束',
  'threads; as many as there are processors unless given': '线程数；不写则与处理器个数相同',
  'what must hold at the end, such as "p99 < 50ms" or "connected >= 99.9%", repeatable; decides the exit code':
    '结束时必须成立的条件，例如 "p99 < 50ms" 或 "connected >= 99.9%"，可重复；由它决定退出码',
  'serve Prometheus metrics at /metrics': '在 /metrics 提供 Prometheus 指标',
  'print the summary as one JSON object': '把总结打印为一个 JSON 对象',
  'change a setting of every module, repeatable': '修改所有模组的某个配置项，可重复',
  'begin randomness with this number, to repeat a run': '随机数种子，用来重复一次运行',

  'print a script that makes a shell complete this command line': '打印一段脚本，让 shell 补全本程序的命令行',
  'source it, as in: source <(atmqtt completion bash)':
    '在 shell 里加载，例如：source <(atmqtt completion bash)',
};
