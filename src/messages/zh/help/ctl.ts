/** Help of `atmqtt ctl`. */
export const ctl: Readonly<Record<string, string>> = {
  'drive a running program that has --control: exit code 0 done, 1 not done or not in time, 2 wrong, 75 not reached':
    '操作用 --control 启动的程序：退出码 0 完成，1 未完成或未及时等到，2 命令有误，75 无法访问',
  'where its control plane is, as http://HOST:PORT or unix:PATH; ATMQTT_CONTROL_URL or http://127.0.0.1:9338 unless given':
    '控制接口的位置：http://HOST:PORT 或 unix:PATH；不写时用 ATMQTT_CONTROL_URL 或 http://127.0.0.1:9338',
  'its token, which others on this machine can see here; ATMQTT_CONTROL_TOKEN or ATMQTT_CONTROL_TOKEN_FILE unless given':
    '它的 token，写在这里本机其他人可以看到；不写时用 ATMQTT_CONTROL_TOKEN 或 ATMQTT_CONTROL_TOKEN_FILE',
  'take both from the ready file of the program': '二者都取自程序的就绪文件',
  'which module; the only one unless given': '哪个模组；不写则为唯一的那个',
  'print what is answered as JSON, for programs': '把返回的内容打印为 JSON，供程序读取',
  'say how the program is: exit code 0 ready, 1 not ready': '说明程序的状态：退出码 0 就绪，1 未就绪',
  'list its modules, their ports and links': '列出它的模组、端口和 link',
  'show a module: its links with configuration, subscriptions and what is in flight':
    '显示一个模组：它的 link，以及配置、订阅和未确认的消息',
  'print the last lines between hosts, module and broker': '打印主机、模组和 broker 之间最近的内容',
  'how many lines; 100 unless given': '多少行；不写则为 100',
  'type a line as a host called control, and print what the module answers':
    '以名为 control 的主机输入一行，并打印模组的响应',
  'the line, without its end': '这一行，不带行尾',
  'what answers the prompt of the command': '在命令的提示符之后发送的数据',
  'wait so long for the answer: seconds, or 500ms, 1m; 20 unless given':
    '等待响应多久：秒数，或 500ms、1m；不写则为 20 秒',
  'switch the power of a module; its ports stay open, and its hosts hear nothing while it is off':
    '打开或关闭模组的电源；端口保持打开，断电期间主机听不到任何内容',
  'on or off': 'on 或 off',
  'reset a module, as its reset line does': '复位模组，与它的复位引脚一样',
  'write a URC to the hosts of a module': '向模组的主机写一条 URC',
  'the line; its end is added': '这一行；会自动加上行尾',
  'where it is published to': '发布到哪个主题',
  'the payload': '负载',
  'its QoS, 0 to 2; 0 unless given': 'QoS，0 到 2；不写则为 0',
  'it is retained': '保留消息',
  'have a message come to a module as if the broker of its link had sent it':
    '让模组收到一条消息，如同它的 link 的 broker 所发',
  'the LinkID; 0 unless given': 'LinkID；不写则为 0',
  'publish a message at the embedded broker': '在内置 broker 上发布一条消息',
  'wait for something: state=4, command=AT+MQTTPUB ok=true, publish=TOPIC text=…, message=TEXT, compat, event=TYPE name=value …':
    '等待某件事：state=4、command=AT+MQTTPUB ok=true、publish=TOPIC text=…、message=TEXT、compat、event=TYPE name=value …',
  'what is waited for, then what else it must have': '等待什么，随后是它还必须满足的条件',
  'wait so long: seconds, or 500ms, 1m; 10 unless given': '等待多久：秒数，或 500ms、1m；不写则为 10 秒',
  'count what came behind this event too': '这个事件之后已经发生的也算',
  'print what has happened, an event a line': '打印发生过的事，每行一个事件',
  'go on with what happens, until Ctrl-C': '继续打印此后发生的事，直到按 Ctrl-C',
  'only events of these types, with commas between them': '只打印这些类型的事件，用逗号隔开',
  'only what came behind this event': '只打印这个事件之后的',
  'read and change the settings of a module': '读取和修改模组的配置项',
  'print settings that are in effect, where each came from, and from when on another value counts':
    '打印生效的配置项、各自的来源，以及新值从何时起生效',
  'which, such as wifi or wifi.ssid; all unless given': '哪些，例如 wifi 或 wifi.ssid；不写则为全部',
  'change settings: those that can act at once do, others wait for the next start of the module':
    '修改配置项：能立即生效的立即生效，其余等到模组下一次启动',
  'as run --set takes them': '写法与 run --set 相同',
  'switch faults on and off; docs/reference/faults.md lists them':
    '打开和关闭故障；docs/reference/faults.md 列出全部故障',
  'of the embedded broker': '内置 broker 的故障',
  'list the faults that are on': '列出已打开的故障',
  'switch a fault on': '打开一个故障',
  'its name, such as wifi.drop': '它的名称，例如 wifi.drop',
  'its own parameters, as name=value': '它自己的参数，写作 name=value',
  'how long it lasts': '持续多久',
  'how long until it begins': '多久之后开始',
  'how long until it happens again': '多久之后再次发生',
  'how many times it acts': '起作用多少次',
  'the chance that it acts, over 0 and up to 1': '起作用的概率，大于 0，不超过 1',
  'what its chances begin with': '概率的随机数种子',
  'switch a fault off, or all of a name, or all': '关闭一个故障、同名的全部故障，或全部故障',
  'its id or its name; all unless given': '它的编号或名称；不写则为全部',
  'list the topics of a broker, with the last value of each, what is retained and who has published it':
    '列出 broker 的主题，以及每个主题最近的值、是否为保留消息、由谁发布',
  'with --module: the broker of this link; of link 0 unless given':
    '与 --module 一起：这个 link 的 broker；不写则为 link 0',
  'another broker, as mqtt://USER:PASSWORD@HOST:PORT': '其他 broker，写作 mqtt://USER:PASSWORD@HOST:PORT',
  'only what is retained': '只列出保留消息',
  'listen so long before: seconds, or 500ms, at most 14s': '先听这么久：秒数，或 500ms，最多 14s',
  'list the clients of the embedded broker, and the sessions of those that are away':
    '列出内置 broker 的客户端，以及不在线客户端的会话',
  'record what goes on in the memory of the program, from any moment on':
    '从任意时刻开始录制，保存在程序的内存里',
  'begin a recording of all modules': '开始录制全部模组',
  'keep passwords as they are; without it they are masked': '保留密码原样；不写时会掩盖',
  'end it; what was recorded stays until the next one begins': '结束录制；录制的内容保留到下一次录制开始',
  'write what was recorded to a file, also while it runs': '把录制的内容写进文件，录制进行中也可以',
  'the file; - is standard output': '文件；- 表示标准输出',
  'a recording for atmqtt replay, a transcript for atmqtt play, or a pcapng for Wireshark':
    'recording 供 atmqtt replay 使用，transcript 供 atmqtt play 使用，pcapng 供 Wireshark 使用',
};
