import { beforeEach, describe, expect, test } from 'vitest';
import { errorCode } from '#at/codes';
import { mqttCode } from '#at/mqtt-codes';
import { OutputQueue, type OutputTarget } from '#at/output-queue';
import { Failure, OK_BYTES } from '#at/reply';
import { Writer } from '#at/writer';
import { type WriterConduct, writerConduct } from '#at/writer-conduct';
import { message as reason } from '#messages/message';
import { parseSettings } from '#module/settings/parse';
import { ManualClock } from '#testing/manual-clock';

const CONDUCT = writerConduct(parseSettings({}));

/** A host that takes whatever comes. */
function into(chunks: string[]): OutputTarget {
  return {
    write(chunk) {
      chunks.push(chunk.toString());
      return true;
    },
  };
}

/** A writer with two hosts, flushed when a test asks. */
class WriterFixture {
  readonly writer: Writer;
  readonly one: string[] = [];
  readonly two: string[] = [];
  readonly first = new OutputQueue(into(this.one));
  readonly second = new OutputQueue(into(this.two));
  scheduled = 0;

  readonly backlog: boolean[] = [];

  readonly clock = new ManualClock();

  constructor(holdReceived = false, conduct: Partial<WriterConduct> = {}) {
    this.writer = new Writer({
      holdReceived,
      awaitsHost: false,
      conduct: { ...CONDUCT, ...conduct },
      timers: this.clock,
      schedule: () => this.scheduled++,
      backlog: (many) => this.backlog.push(many),
    });
    this.writer.attach(this.first);
    this.writer.attach(this.second);
  }

  /** What the first host got since the last question, in one piece. */
  get text(): string {
    this.writer.flush();
    return this.one.splice(0).join('');
  }
}

let fixture: WriterFixture;
let writer: Writer;

beforeEach(() => {
  fixture = new WriterFixture();
  writer = fixture.writer;
});

const message = (text: string) => Buffer.from(`${text}\r\n`);

test('a turn’s writes go out as one chunk, in their order, with one flush arranged', () => {
  writer.echo(fixture.first, Buffer.from('AT\r\n'));
  writer.reply(OK_BYTES);
  writer.urc(message('+EVENT'), 'event');
  expect(fixture.scheduled).toBe(1);
  writer.flush();
  expect(fixture.one).toEqual(['AT\r\n\r\nOK\r\n+EVENT\r\n']);
  expect(fixture.two).toEqual(['\r\nOK\r\n+EVENT\r\n']);
  writer.reply(OK_BYTES);
  expect(fixture.scheduled).toBe(2);
});

test('OK and the data prompt are one write', () => {
  writer.openData();
  writer.flush();
  expect(fixture.one).toEqual(['\r\nOK\r\n\r\n>']);
});

describe('a prompt that is written by itself', () => {
  const inTwo = () => {
    const two = new WriterFixture(false, { promptsAtOnce: false });
    two.writer.openData();
    two.writer.flush();
    return two;
  };

  test('follows OK, and a message may come between them', () => {
    const two = inTwo();
    expect(two.one).toEqual(['\r\nOK\r\n']);
    two.writer.urc(message('+MQTTSUBRECV'), 'received');
    two.writer.flush();
    two.clock.advance(1);
    two.writer.flush();
    expect(two.one).toEqual(['\r\nOK\r\n', '+MQTTSUBRECV\r\n', '\r\n>']);
  });

  test('comes before the reply to data that was faster', () => {
    const two = inTwo();
    two.writer.urc(message('+MQTTCONNECTED'), 'link');
    two.writer.closeData();
    two.clock.advance(1);
    expect(two.text).toBe('\r\nOK\r\n\r\n>+MQTTCONNECTED\r\n');
  });

  test('is lost with a restart', () => {
    const two = inTwo();
    two.writer.reset();
    two.clock.advance(1);
    expect(two.text).toBe('\r\nOK\r\n');
  });
});

test('a detached host gets nothing more', () => {
  writer.detach(fixture.second);
  writer.reply(OK_BYTES);
  writer.flush();
  expect(fixture.two).toEqual([]);
});

describe('a failure', () => {
  const WHY = reason('errors.foreign', { text: 'why' });
  const codes = [errorCode('parse', 1), mqttCode('TOPIC_READ_FAILED')];
  const failed = new Failure(codes, WHY, { before: [Buffer.from('+LINE:1'), Buffer.from([0xff])] });

  test('prints its codes in their order only when they are shown', () => {
    writer.failure(failed);
    expect(fixture.text).toBe('+LINE:1\r\n\ufffd\r\n\r\nERROR\r\n');
    writer.showCodes = true;
    writer.failure(failed);
    expect(fixture.text).toBe(
      '+LINE:1\r\n\ufffd\r\nERR CODE:0x01080001\r\nERR CODE:0x010a6041\r\n\r\nERROR\r\n',
    );
  });

  test('may have something in place of ERROR', () => {
    writer.failure(new Failure(codes, WHY, { instead: Buffer.from('+MQTTPUB:FAIL\r\n') }));
    expect(fixture.text).toBe('+MQTTPUB:FAIL\r\n');
  });
});

test('busy prints its code only when codes are shown', () => {
  writer.busy();
  writer.showCodes = true;
  writer.busy();
  expect(fixture.text).toBe('\r\nbusy p...\r\nERR CODE:0x010b0000\r\n\r\nbusy p...\r\n');
});

describe('during a data phase', () => {
  beforeEach(() => {
    writer.openData();
    fixture.text;
  });

  test('a link’s message is held and comes right before the reply', () => {
    writer.urc(message('+MQTTDISCONNECTED:0'), 'link');
    expect(fixture.text).toBe('');
    writer.closeData();
    writer.reply(OK_BYTES);
    expect(fixture.text).toBe('+MQTTDISCONNECTED:0\r\n\r\nOK\r\n');
    writer.urc(message('+MQTTCONNECTED'), 'link');
    expect(fixture.text).toBe('+MQTTCONNECTED\r\n');
  });

  test('a loss that is held loses its line end where genuine modules are followed, and no other line does', () => {
    const bare = new WriterFixture(false, { endsHeldLoss: false });
    bare.writer.urc(message('+MQTTDISCONNECTED:0'), 'loss');
    bare.writer.openData();
    bare.writer.urc(message('+MQTTDISCONNECTED:1'), 'loss');
    bare.writer.urc(message('+MQTTCONNECTED:1'), 'link');
    bare.writer.closeData();
    expect(bare.text).toBe('+MQTTDISCONNECTED:0\r\n\r\nOK\r\n\r\n>+MQTTDISCONNECTED:1+MQTTCONNECTED:1\r\n');
  });

  test('a held message is a copy, because its bytes may be written over', () => {
    const bytes = message('+MQTTDISCONNECTED:0');
    writer.urc(bytes, 'link');
    bytes.fill(0);
    writer.closeData();
    expect(fixture.text).toBe('+MQTTDISCONNECTED:0\r\n');
  });

  test('received messages and events pass', () => {
    writer.urc(message('+MQTTSUBRECV'), 'received');
    writer.urc(message('WIFI DISCONNECT'), 'event');
    expect(fixture.text).toBe('+MQTTSUBRECV\r\nWIFI DISCONNECT\r\n');
  });

  test('a restart forgets what is held and hides codes', () => {
    writer.showCodes = true;
    writer.urc(message('+MQTTDISCONNECTED:0'), 'link');
    writer.reset();
    writer.closeData();
    writer.busy();
    expect(fixture.text).toBe('\r\nbusy p...\r\n');
  });
});

test('received messages are held when the setting says so, in order with the link’s', () => {
  const holding = new WriterFixture(true);
  holding.writer.urc(message('+MQTTSUBRECV:1'), 'received');
  holding.writer.openData();
  expect(holding.text).toBe('+MQTTSUBRECV:1\r\n\r\nOK\r\n\r\n>');
  holding.writer.urc(message('+MQTTSUBRECV:2'), 'received');
  holding.writer.urc(message('+MQTTDISCONNECTED:0'), 'link');
  holding.writer.urc(message('WIFI DISCONNECT'), 'event');
  expect(holding.text).toBe('WIFI DISCONNECT\r\n');
  holding.writer.closeData();
  expect(holding.text).toBe('+MQTTSUBRECV:2\r\n+MQTTDISCONNECTED:0\r\n');
});

test.each([
  ['the end of the data phase', (writer: Writer) => writer.closeData()],
  ['a restart', (writer: Writer) => writer.reset()],
])('many messages held back are told once, and that they no longer are with %s', (_what, end) => {
  const holding = new WriterFixture(true);
  const kilobyte = Buffer.alloc(1024, 'x');
  holding.writer.openData();
  for (let count = 0; count < 63; count++) holding.writer.urc(kilobyte, 'received');
  expect(holding.backlog).toEqual([]);
  for (let count = 0; count < 3; count++) holding.writer.urc(kilobyte, 'received');
  expect(holding.backlog).toEqual([true]);
  end(holding.writer);
  expect(holding.backlog).toEqual([true, false]);
  holding.writer.openData();
  holding.writer.urc(kilobyte, 'received');
  holding.writer.closeData();
  expect(holding.backlog).toEqual([true, false]);
});
