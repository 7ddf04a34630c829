import type { Catalogue } from '../message.ts';

const GIVE_LOGIN = '没有发送用户名：请在 AT+MQTTUSERCFG 中设置用户名和密码';
const CHECK_LOGIN =
  '请检查 AT+MQTTUSERCFG 中的用户名和密码，逗号、引号和反斜杠前要加反斜杠；超过 64 字节时用 AT+MQTTLONGUSERNAME 和 AT+MQTTLONGPASSWORD';

const range = (schemes: string): string => schemes.replace(' to ', ' 到 ');

/** What is said of an MQTT link. */
export const link: Catalogue['link'] = {
  connected: ({ address, sessionPresent }) => `已连接到 ${address}${sessionPresent ? '，会话存在' : ''}`,
  unverified: ({ scheme }) => `scheme ${scheme} 不校验 broker 的证书`,
  stateChanged: ({ from, to }) => `状态 ${from} → ${to}`,
  disconnected: ({ why, seconds }, render) =>
    `连接已断开：${render(why)}；${seconds === undefined ? 'reconnect 为 0，请发送 AT+MQTTCLEAN 后重新配置' : `${seconds} 秒后重连`}`,
  notReconnected: ({ why, seconds }, render) => `${render(why)}；${seconds} 秒后再试`,
  sessionNotClosed: ({ why }, render) => `无法关闭保存的会话：${render(why)}`,

  // Why a link changed its state.
  command: ({ command }) => command,
  connectFailed: ({ why }, render) => `AT+MQTTCONN 失败：${render(why)}`,
  failed: () => '连接失败',
  lost: () => '连接断开',
  wifiLost: () => 'Wi-Fi 断开',
  retryDue: () => '正在重连',
  back: () => '已重连',
  restart: () => '重启',
  deepSleep: () => '进入 deep sleep',
  powerOff: () => '断电',

  // Of the setting connect.
  setting: () => '配置项 connect',
  bySetting: ({ address, clientId }) =>
    `按配置项 connect 自动连接到 ${address}，客户端 ID 为 '${clientId}'，直到主机配置该 link`,
  waitsForWifi: () =>
    '配置项 connect 在等待 Wi-Fi，但没有什么会让模组连接 AP：请设置 wifi.ssid 或 wifi.autojoin=true，或发送 AT+CWJAP（会保存）',
  waitsForTime: ({ scheme }) =>
    `配置项 connect 在等待时间：scheme ${scheme} 校验 broker 的证书需要时间；请设置 clock=host，或发送 AT+CIPSNTPCFG=1,…（会保存）`,
  adviceForSetting: ({ why }, render) =>
    `${render(why)}；该 link 由配置项 connect 配置，请改它，不用这些命令`,
  takenOver: ({ command }) =>
    `主机发送了 ${command}，接管该 link：配置项 connect 的连接就此结束，模组下次启动时才会恢复`,
  noUserOfSetting: () =>
    '配置项 connect 的用户只用于它自己的 broker：请先发送 AT+MQTTUSERCFG，再发送 AT+MQTTCONN',

  tooLargeAgain: ({ ms }) => `如果 broker 保留了该消息，每次连接后都会再次发送；${ms / 1000} 秒后重连`,
  closedAgain: ({ why, times, clientId, packetBlamed }, render) =>
    `${render(why)}；已连续 ${times} 次在连接后不久发生：${packetBlamed ? '如果原因不是该报文，则' : '很可能'}有另一个客户端使用客户端 ID '${clientId}'，双方互相挤掉对方的连接：请在 AT+MQTTUSERCFG 中换一个客户端 ID`,

  // What to change after a try to connect.
  advised: ({ why, advice }, render) => `${render(why)}；${render(advice)}`,
  onlyThisVersion: () => '模组只支持 MQTT 3.1.1：请让 broker 接受该版本',
  otherClientId: ({ clientId }) =>
    clientId === ''
      ? '请在 AT+MQTTUSERCFG 中设置客户端 ID'
      : `请在 AT+MQTTUSERCFG 或 AT+MQTTLONGCLIENTID 中换一个客户端 ID，不要用 '${clientId}'`,
  tryLater: () => 'broker 正在启动、已满或即将停止：请稍后再发送 AT+MQTTCONN',
  checkLogin: ({ given }) => (given ? CHECK_LOGIN : GIVE_LOGIN),
  checkRights: ({ clientId, given }) =>
    `${given ? CHECK_LOGIN : GIVE_LOGIN}；如果都正确，则是 broker 的规则不允许客户端 ID '${clientId}'`,
  checkWill: ({ topic }) => `请检查 AT+MQTTCONNCFG 中遗嘱 '${topic}' 的主题、QoS 和 retain`,
  closeCauses: ({ schemes, clientId, login, willTopic }) =>
    `broker 不接受以下内容时会这样做：${[
      `客户端 ID '${clientId}'`,
      login ? '用户名或密码' : '没有用户名的客户端',
      ...(willTopic === undefined ? [] : [`遗嘱主题 '${willTopic}'`]),
    ].join('、')}${schemes === undefined ? '' : `；也可能该端口使用 TLS（scheme ${range(schemes)}）`}`,
  usualTlsPort: ({ port, schemes }) =>
    `端口 ${port} 一般使用 TLS：请在 AT+MQTTUSERCFG 中使用 scheme ${range(schemes)}`,
  usualPlainPort: ({ port, scheme }) =>
    `端口 ${port} 一般不使用 TLS：请在 AT+MQTTUSERCFG 中使用 scheme ${scheme}`,
  withoutTls: ({ scheme }) => `如果该端口不使用 TLS，请在 AT+MQTTUSERCFG 中使用 scheme ${scheme}`,
  withoutWebSocket: ({ schemes, tls }) =>
    `如果该端口不使用 WebSocket，请在 AT+MQTTUSERCFG 中使用 scheme ${range(schemes)}${tls === undefined ? '' : `；如果使用 TLS，请使用 scheme ${range(tls)}`}`,
  silenceCauses: ({ schemes }) =>
    `该端口接受连接，但可能不是 MQTT broker${schemes === undefined ? '' : `，也可能使用 TLS（scheme ${range(schemes)}）`}：请检查 broker 的地址和端口`,
  upgradePath: ({ schemes }) =>
    `请在 AT+MQTTUSERCFG 中设置 broker 的 WebSocket 路径，通常是 /mqtt${schemes === undefined ? '' : `；如果该端口使用 TLS，请使用 scheme ${range(schemes)}`}`,
  upgradeLogin: () => '服务器在 MQTT 之前就要求用户名和密码，模组只能把它们放在 AT+MQTTUSERCFG 的资源路径里',
  upgradeBackend: () => 'broker 前面的服务器连不上 broker：请稍后再发送 AT+MQTTCONN',

  grantedLess: ({ topic, granted, qos }) =>
    `订阅 '${topic}' 请求的是 QoS ${qos}，broker 只授予 QoS ${granted}`,
  subscribedAgain: () => '重连后已重新订阅',
  notRenewed: ({ topic, qos, why }, render) => `重连后重新订阅 '${topic}'（QoS ${qos}）失败：${render(why)}`,

  // Why nothing was sent.
  topicSentByGenuine: ({ problem }, render) =>
    `${render(problem)}；真实模组照原样发送：要与它一致，设置 places.topicChecks=module`,
  genuineWaits: ({ why }, render) =>
    `${render(why)}；真实模组等得更久：要与它一致，设置 places.acknowledgementWait=module`,
  clientIdNotUtf8: () =>
    '客户端 ID 不是有效的 UTF-8；真实模组照原样发送：要与它一致，设置 places.nameEncoding=module',
  usernameNotUtf8: () =>
    '用户名不是有效的 UTF-8；真实模组照原样发送：要与它一致，设置 places.nameEncoding=module',
  clientIdEmpty: () =>
    '客户端 ID 为空时必须使用清理会话（clean session）：把 disable_clean_session 设为 0，或设置客户端 ID；真实模组照样发送：要与它一致，设置 places.emptyClientId=module',
  nameCheckedHere: ({ why }, render) =>
    `${render(why)}；真实模组只在设置过 AT+MQTTSNI 后才校验域名：要与它一致，设置 places.certificateName=module`,
  hostEmpty: () => 'broker 的域名为空',
  hostUnknown: ({ host, why }, render) => `无法解析 broker 的域名 ${JSON.stringify(host)}：${render(why)}`,
  hostPrivate: ({ host, address }) =>
    `broker 的域名 ${JSON.stringify(host)} 解析到私有地址 ${address}，5.0 之后的固件拒绝这种情况：请直接写地址`,
  hostCharacter: ({ host }) =>
    `broker 的域名 ${JSON.stringify(host)} 含有域名里不能有的字符${host.includes('/') ? '：去掉 mqtt:// 和路径' : ''}`,
  hostNoAddress: ({ host }) =>
    `broker 的地址 ${JSON.stringify(host)} 既不是域名也不是 IP 地址；端口是单独的一个参数`,
  sessionUnreadable: ({ why }, render) => `无法读取保存的会话：${render(why)}`,
  sessionNotStored: ({ why }, render) =>
    `${render(why).replace(/[.。]$/, '')}；在会话能保存之前，不确认 broker 发来的消息`,
  sessionStored: () => '会话又能保存了，等待保存的消息已确认',
  notStored: ({ place, file }) =>
    `${place} 里没有内容；用 AT+SYSMFG=2,${place},8,<length> 写入，或以 PEM 格式写入 flash 目录里的 ${file}`,
  notInPartition: ({ name, why }, render) =>
    `AT+SYSFLASH 写入分区 ${JSON.stringify(name)} 的内容无法使用：${render(why).replace(/。$/, '')}`,
  notPacked: () => '它既不是 AtPKI.py 打包的镜像，也不是 PEM',
  unreadable: ({ place, why }, render) => `无法读取 ${place}：${render(why)}`,
  wrongLength: ({ place, bytes, max }) => `${place} 有 ${bytes} 字节；应为 1 到 ${max} 字节`,
  isNumber: () => '它是一个数字，不是 PEM',
  keyMismatch: ({ why }, render) => `存放的私钥与存放的证书不匹配：${render(why)}`,
};
