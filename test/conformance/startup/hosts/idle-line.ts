import { command, type HostDriver, must, type PublishedHost } from '../wire.ts';

/** A library for an STM32, with DMA and the interrupt of the idle line. */
export const idleLine: PublishedHost = {
  library: 'mqtt_for_stm32',
  version: '03a0880',
  source: 'LieWill/mqtt_for_stm32 Core/Src/esp8266.c, Core/Src/esp8266_mqtt.c',
  rule: 'keeps the last burst only, looks into it every 10 ms, and takes any that has OK somewhere in it for the answer',
  attach: (wire) => {
    const has = (word: string, ms: number): Promise<true> =>
      wire.until(word, ms, () => wire.burst.includes(word) || undefined, 10);
    const ask = async (line: string, word = 'OK', ms = 3000): Promise<void> => {
      wire.burst = '';
      command(wire, line);
      await has(word, ms);
    };
    const driver: HostDriver = {
      async join() {
        await ask('AT');
        await ask('AT+RST', 'ready', 10_000);
        await wire.pause(2000);
        await ask('ATE0');
        await ask('AT+CWMODE=1');
        await ask('AT+CWJAP="home","secret99"', 'OK', 15_000);
        await ask('AT+CIFSR');
        must(/STAIP,"[\d.]+"/.test(wire.burst), 'no address');
      },
      async connect(host, port) {
        await ask('AT+MQTTUSERCFG=0,1,"f4","user","password",0,0,""');
        await ask('AT+MQTTCONNCFG=0,120,0,"f4/lwt","gone",1,0');
        await ask(`AT+MQTTCONN=0,"${host}",${port},1`, 'OK', 15_000);
        await ask('AT+MQTTCONN?');
        must(/\+MQTTCONN:0,[456]/.test(wire.burst), `not connected: ${wire.burst}`);
      },
      subscribe: (topic) => ask(`AT+MQTTSUB=0,"${topic}",1`),
      async publish(topic, payload) {
        await ask(`AT+MQTTPUBRAW=0,"${topic}",${payload.length},2,0`, '>');
        wire.burst = '';
        wire.send(payload);
        await has('+MQTTPUB:OK', 5000);
      },
      async message() {
        await has('+MQTTSUBRECV:', 1000);
        const [, topic = '', length = '', rest = ''] =
          /\+MQTTSUBRECV:\d,"([^"]*)",(\d+),([\s\S]*)/.exec(wire.burst) ?? [];
        return { topic, payload: rest.slice(0, Number(length)) };
      },
      async comeBack(host, port, topic) {
        await ask('AT+MQTTCLEAN=0');
        await wire.pause(1000);
        await ask('AT+MQTTUSERCFG=0,1,"f4","user","password",0,0,""');
        await ask(`AT+MQTTCONN=0,"${host}",${port},1`, 'OK', 15_000);
        await driver.subscribe(topic);
      },
    };
    return driver;
  },
};
