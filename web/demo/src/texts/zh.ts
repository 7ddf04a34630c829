import type { Texts } from './en.ts';

export const zh: Texts = {
  terminal: '终端',
  moduleSays: '模组的输出',
  typeCommand: 'AT 命令',
  typeData: (bytes) => `数据，还差 ${bytes} 字节`,
  send: '发送',
  packets: 'MQTT 报文',
  noPackets: '还没有：尚未建立连接。',
  toBroker: '发往 broker',
  fromBroker: '来自 broker',
  topics: 'broker 上的主题',
  noTopics: '还没有发布过消息。',
  topicFacts: ({ qos, retained, messages }) => `QoS ${qos}${retained ? '，已保留' : ''}，${messages} 条消息`,
  log: '日志',
  noLog: '还没有内容：出错的原因会显示在这里。',
  restart: '重新开始',
  lesson: {
    title: '从 AT 到发布一条消息，只要十步',
    about:
      '模组和 broker 都在这个页面里，没有任何数据离开页面。把每一行输入终端，然后按 Enter。不怕出错：页面会说明错在哪里。',
    progress: (done, all) => `已完成 ${done} 步，共 ${all} 步`,
    done: '已完成',
    take: '放入终端',
    explain: (code) => `${code} 是什么意思`,
    failed: '模组返回了 ERROR。原因：',
    otherCommand: (wanted) => `这条命令成功了。这一步要的是 \`${wanted}\`。`,
    otherScheme: (scheme) =>
      `scheme 是 ${scheme}。它是第二个参数；1 是 MQTT over TCP，其他的使用 TLS 或 WebSocket。请用 1 再发送一次。`,
    otherFilter: (topic) =>
      `订阅成功，但收不到主题 \`${topic}\` 的消息：过滤器不匹配。\`#\` 代表任意多级，\`+\` 代表一级。请再订阅 \`garden/#\`。`,
    notSubscribed: (topic) =>
      `发布成功，但消息不会回来：没有订阅与 \`${topic}\` 匹配的过滤器。请发布到 \`garden/door\`。`,
    asksForData: (bytes) =>
      `模组返回了 OK 和提示符 \`>\`。接下来的 ${bytes} 字节它会原样接收，不需要行尾：输入这些字节，然后按 Enter。`,
    dataMissing: (bytes) => `模组还在等待 ${bytes} 字节数据。收齐之前，它把一切都当作数据，AT 命令也不例外。`,
    dataTooLong: (bytes) => `多了 ${bytes} 字节。模组把多出的部分当作下一行的开头；按一次 Enter 就能清除它。`,
    codesOff: '错误码没有打开。`AT+SYSLOG=1` 打开它。',
    noMistake: '这条命令成功了，因为逗号已经转义，或者没有逗号。这里请故意出错：不写反斜杠再发送一次。',
    otherMistake: '这是另一个错误，不是这一步要的那个。原因：',
    noComma: '这条命令成功了。这一步要的是上一步的 JSON，其中的逗号和引号都要转义。',
    finished:
      '全部完成。您输入的这些命令，在运行 ESP-AT 的 ESP8266 或 ESP32 上同样有效。接下来可以在演练场里继续，也可以在自己的电脑上使用 atmqtt。',
    steps: {
      hello: {
        title: '模组在吗？',
        task: '向模组打个招呼。',
        meaning: '每条命令都以 `AT` 开头，以行尾结束；在这里按 Enter 就会发送行尾。',
        why: '模组先原样返回收到的内容（回显），再返回 `OK`。响应的末尾如果不是 `OK` 或 `ERROR`，说明命令还没有执行完。',
      },
      client: {
        title: '设置客户端',
        task: '设置 link 0 的用户属性。',
        meaning:
          'link 0；scheme 1，即 MQTT over TCP；客户端 ID 是 `desk`；没有用户名和密码；证书 0 和 0；没有资源路径。',
        why: '还没有发送任何报文：模组只是记住了这些设置，留给连接使用。客户端 ID 在同一个 broker 上不能重复，否则客户端会互相抢占连接。',
      },
      connect: {
        title: '连接 broker',
        task: '连接 link 0。',
        meaning: 'link 0；broker 的主机和端口；0 表示不自动重连。',
        why: '模组发送了 CONNECT，broker 以 CONNACK 答复，返回码为 0：见报文列表。`+MQTTCONNECTED` 先于 `OK` 出现，因为连接先建立，命令后结束。',
      },
      subscribe: {
        title: '订阅',
        task: '订阅 `garden` 下的全部消息。',
        meaning: 'link 0；主题过滤器，其中 `#` 代表下面的所有级；QoS 1，即至少一次。',
        why: 'broker 用 SUBACK 授予了 QoS。从现在起，消息会主动上报，每行以 `+MQTTSUBRECV` 开头。',
      },
      publish: {
        title: '发布',
        task: '向 `garden/door` 发布一条消息。',
        meaning: 'link 0；主题；引号里的消息；QoS 1；0 表示 broker 不保留它。',
        why: '收到 broker 的 PUBACK 之后才返回 `OK`。接着消息回来了，因为它与您的过滤器匹配：link、主题、长度，以及不带引号的原样消息。',
      },
      raw: {
        title: '发送任意字节',
        task: '先声明 5 个字节，等到提示符 `>`，再发送它们。',
        meaning: 'link 0；主题；字节数；QoS 0；不保留。然后是正好 5 个字节，不带引号。',
        why: '这里什么都不用转义，所以 JSON、二进制数据和长消息都适合这样发送。`+MQTTPUB:OK` 表示已经发布。',
      },
      codes: {
        title: '显示错误码',
        task: '打开错误码。',
        meaning: '真实模组默认只返回 `ERROR`，不说别的，除非要求它显示错误码。',
        why: '从现在起，失败的命令会先打印 `ERR CODE:`。这个设置在下次重启后失效。',
      },
      mistake: {
        title: '犯一个人人都会犯的错误',
        task: '不加处理，直接发布 JSON。',
        meaning: '逗号会结束一个参数，引号里的也一样；而引号会结束文本。JSON 里这两种字符到处都是。',
        why: '在模组看来，参数在 JSON 中间就结束了。真实模组只打印错误码；原因是 atmqtt 补充的。',
      },
      escape: {
        title: '改正',
        task: '再发送一次这段 JSON，在其中每个逗号和每个引号前面加上反斜杠。',
        meaning: '在引号里，逗号写成 `\\,`，引号写成 `\\"`，反斜杠写成 `\\\\`。',
        why: '消息里没有反斜杠：它们只是写给模组看的。`atmqtt escape` 会写出这样的命令，以及您程序里的字面量。',
      },
      leave: {
        title: '断开',
        task: '关闭连接，清除客户端。',
        meaning: 'link 0。',
        why: '模组发送了 DISCONNECT，所以 broker 知道这是有意断开，不会发布遗嘱。link 0 回到了最初的状态。',
      },
    },
  },
  playground: {
    title: '演练场',
    about: '模组和 broker 都在这个页面里，没有任何数据离开页面。任何主机和端口都连到这个 broker。',
    shared: (lines) => `要输入的 ${lines} 行：`,
    run: '输入这些行',
    share: '把输入过的内容做成链接',
    copied: '链接已复制到剪贴板，也显示在这里：',
    address: '链接',
  },
  page: {
    views: '视图',
    lesson: '教程',
    playground: '演练场',
    language: '语言',
    about: '页面里的 ESP-AT MQTT 模组。',
  },
};
