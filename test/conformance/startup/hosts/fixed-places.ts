import { command, must, type PublishedHost } from '../wire.ts';

/** Where the state stands behind the echo of `AT+MQTTCONN?`, and the address behind that of `AT+CIPSTAMAC?`. */
const STATE_AT = 26;
const ADDRESS_AT = 27;

/** Firmware of a gateway on an STM32 with its HAL. */
export const fixedPlaces: PublishedHost = {
  library: 'Farm-Tracking-System',
  version: '48a9169',
  source: 'enisyuksel/Farm-Tracking-System STM32CubeIDE/Application/User/Core/myESP32AT.c',
  rule: 'reads so many bytes or so long, looks whether OK is in them, and finds values at fixed places behind the echo',
  attach: (wire) => {
    const receive = async (length: number, ms: number): Promise<string> => {
      const end = wire.now + ms;
      while (wire.unread.length < length && wire.now < end) await wire.pause(10);
      return wire.take(length);
    };
    const ask = async (line: string, length: number, ms: number, wanted = 'OK\r\n'): Promise<string> => {
      command(wire, line);
      const answer = await receive(length, ms);
      must(answer.includes(wanted), `no ${wanted} in ${JSON.stringify(answer)}`);
      return answer;
    };
    const connect = async (host: string, port: number): Promise<void> => {
      await ask('AT+CIPSNTPCFG=1,3,"pool.ntp.org"', 90, 5000);
      await ask('AT+MQTTUSERCFG=0,1,"GW-001","user","password",0,0,""', 120, 5000);
      await ask(`AT+MQTTCONN=0,"${host}",${port},1`, 200, 5000);
      const answer = await ask('AT+MQTTCONN?', 199, 5000);
      must(answer[STATE_AT] === '4', `the state is no 4 in ${JSON.stringify(answer)}`);
    };
    return {
      async join() {
        await ask('AT+RST', 90, 4000);
        await receive(90, 4000);
        await ask('AT+CWMODE=1', 90, 5000);
        await ask('AT+CWQAP', 120, 5000);
        await ask('AT+CWJAP="home","secret99"', 100, 6000, 'WIFI CONNECTED\r\nWIFI GOT IP\r\n\r\nOK\r\n');
        const address = (await ask('AT+CIPSTAMAC?', 90, 200)).slice(ADDRESS_AT, ADDRESS_AT + 17);
        must(/^(?:[\da-f]{2}:){5}[\da-f]{2}$/.test(address), `no address: ${address}`);
      },
      connect,
      subscribe: async (topic) => void (await ask(`AT+MQTTSUB=0,"${topic}",0`, 200, 5000)),
      async publish(topic, payload) {
        wire.take();
        await ask(`AT+MQTTPUBRAW=0,"${topic}",${payload.length},0,0`, topic.length + 36, 500);
        await receive(300, 1000);
        wire.send(payload);
        must((await receive(400, 1000)).includes('+MQTTPUB:OK'), 'not published');
      },
      async message() {
        // Byte by byte: +M, all up to CR, LF; quotes and commas lead to its parts.
        const [line] = await wire.until(
          'message',
          1000,
          () => /\+M[^\r]*\r\n/.exec(wire.unread) ?? undefined,
        );
        wire.take();
        const [, topic = '', payload = ''] = /"([^"]*)",\d+,(.*)\r/.exec(line) ?? [];
        return { topic, payload };
      },
      comeBack: async () => void wire.take(),
    };
  },
};
