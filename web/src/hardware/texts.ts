import { defineTexts } from '../texts/language.ts';

export const texts = defineTexts({
  en: {
    missing:
      'This browser gives this page no serial ports: Chrome, Edge and other browsers of Chromium on a computer do (Web Serial), to pages of the own machine (127.0.0.1, localhost) or over HTTPS.',
    about:
      'A terminal for a genuine module at a serial port of this computer. Bytes go from the port to this page and back, and are not sent to the program, but for a comparison; explanations are those of the module of the run.',
    sides: { module: 'Module', host: 'Host at a second port' },
    tap: 'Hand on what a host at a second port and the module say to each other',
    choose: 'Choose a port …',
    chosen: 'Port:',
    none: 'none',
    otherPort: 'a serial port',
    baud: 'Baud',
    flowControl: 'Flow control',
    flow: { none: 'none', hardware: 'RTS/CTS' },
    connect: 'Connect',
    disconnect: 'Disconnect',
    states: {
      closed: 'not connected',
      opening: 'connecting …',
      open: 'connected',
      lost: 'unplugged; it is connected again when it is back',
    },
    failure: (why: string) => `The port could not be opened: ${why}`,
    fault: (name: string) =>
      `Bytes could not be read (${name}): the baud rate may not be that of the module, or some were lost.`,
    recording: 'Recording',
    kept: (kib: number) => `${kib} KiB since it was begun, passwords too.`,
    full: 'It is full: what comes is told in it as missing.',
    nothingKept: 'All bytes are kept from the first connection on.',
    download: 'Download the recording',
    again: 'Begin a new one',
    compare: {
      title: 'Comparison',
      about:
        'The program plays its cases on the module that is connected and says where it answers otherwise than atmqtt. The module loses what its links are configured as; nothing is written to its flash, and it is not restarted. Not run on hardware.',
      broker: 'Address of this program that the module reaches',
      begin: 'Compare',
      end: 'Call it off',
      states: {
        running: 'It goes on.',
        over: 'It is over.',
        ended: 'It was called off.',
        failed: 'It failed.',
      },
      progress: (done: number, planned: number, differing: number) =>
        `${done} of ${planned} cases, ${differing} differ from all.`,
      findings: (count: number) =>
        count === 0 ? 'No difference.' : count === 1 ? 'One difference.' : `${count} differences.`,
      formats: {
        html: 'Report (HTML)',
        text: 'Report (text)',
        json: 'Report (JSON)',
        corrections: 'Corrections',
      },
    },
  },
  zh: {
    missing:
      '此浏览器不向本页提供串口：电脑上的 Chrome、Edge 等基于 Chromium 的浏览器支持 Web Serial，且页面须来自本机（127.0.0.1、localhost）或使用 HTTPS。',
    about:
      '连接本机串口上真实模组的终端。字节只在串口和本页之间传输，除比较外不发送给程序；解释以本次运行的模组为准。',
    sides: { module: '模组', host: '第二个串口上的主机' },
    tap: '转发第二个串口上的主机与模组之间的收发内容',
    choose: '选择串口……',
    chosen: '串口：',
    none: '未选择',
    otherPort: '串口',
    baud: '波特率',
    flowControl: '流控',
    flow: { none: '无', hardware: 'RTS/CTS' },
    connect: '连接',
    disconnect: '断开',
    states: {
      closed: '未连接',
      opening: '正在连接……',
      open: '已连接',
      lost: '已拔出；重新插入后自动连接',
    },
    failure: (why: string) => `无法打开串口：${why}`,
    fault: (name: string) => `有字节无法读取（${name}）：波特率可能与模组不一致，或有字节丢失。`,
    recording: '录制',
    kept: (kib: number) => `自开始以来 ${kib} KiB，包括密码。`,
    full: '录制已满：之后的内容在其中记为缺失。',
    nothingKept: '从第一次连接起保留全部字节。',
    download: '下载录制文件',
    again: '重新开始',
    compare: {
      title: '比较',
      about:
        '程序在已连接的模组上运行其用例，并指出它与 atmqtt 的应答有何不同。模组各链路的配置会丢失；不写入 flash，也不重启模组。没有在硬件上运行过。',
      broker: '模组可访问的本程序地址',
      begin: '开始比较',
      end: '中止',
      states: { running: '正在比较。', over: '比较完毕。', ended: '已中止。', failed: '比较失败。' },
      progress: (done: number, planned: number, differing: number) =>
        `已完成 ${done}/${planned} 个用例，${differing} 个与所有版本都不同。`,
      findings: (count: number) => (count === 0 ? '没有差异。' : `${count} 处差异。`),
      formats: { html: '报告（HTML）', text: '报告（文本）', json: '报告（JSON）', corrections: '更正文件' },
    },
  },
});
