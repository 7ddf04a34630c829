import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { dialTcp } from '#mqtt/transports/tcp';
import { settled, type TestHost } from '#testing/index';
import { type BareModule, bareModule } from '../support/bare-module.ts';
import { ScriptedBroker } from '../support/scripted-broker.ts';

// Several hosts are several adapters on one UART [B-HOST-1].

let bare: BareModule;
let one: TestHost;
let two: TestHost;

beforeEach(() => {
  bare = bareModule([], { dial: dialTcp });
  one = bare.addHost('one');
  two = bare.addHost('two');
});

afterEach(() => bare.module.powerOff());

describe('lines and replies', () => {
  test('echo goes to the sender, the reply to all', async () => {
    one.send('AT\r\n');
    expect(await one.drain()).toBe('AT\r\n\r\nOK\r\n');
    expect(await two.drain()).toBe('\r\nOK\r\n');
  });

  test('each host assembles its own lines', async () => {
    one.send('AT+SYS');
    two.send('AT+CWM');
    one.send('LOG?\r\n');
    two.send('ODE?\r\n');
    expect(await one.drain()).toBe('AT+SYSLOG?\r\n+SYSLOG:0\r\n\r\nOK\r\n+CWMODE:1\r\n\r\nOK\r\n');
  });

  test('ATE0 from one turns the echo off for all', async () => {
    one.send('ATE0\r\n');
    two.send('AT\r\n');
    expect(await two.drain()).toBe('\r\nOK\r\n\r\nOK\r\n');
  });

  test('a host that shows by itself what is typed gets no echo', async () => {
    const terminal = bare.addHost('terminal', { echo: false });
    terminal.send('AT\r\n');
    expect(await terminal.drain()).toBe('\r\nOK\r\n');
  });

  test('messages go to all', async () => {
    bare.module.boot();
    const booted = '\r\nready\r\nWIFI CONNECTED\r\nWIFI GOT IP\r\n';
    expect(await one.drain()).toBe(booted);
    expect(await two.drain()).toBe(booted);
  });

  test('a host that comes late hears what follows, and half a line of one that left is gone', async () => {
    one.send('AT+R');
    one.leave();
    await settled();
    const three = bare.addHost('three');
    three.send('ST\r\n');
    expect(await three.drain()).toBe('ST\r\n\r\nERROR\r\n');
  });

  test('a restart asked for by one forgets the unfinished line of another', async () => {
    two.send('AT+SYS');
    await settled();
    one.send('AT+RST\r\n');
    await settled();
    two.send('AT\r\n');
    const restarted = '\r\nOK\r\n\r\nready\r\nWIFI CONNECTED\r\nWIFI GOT IP\r\n';
    expect(await two.drain()).toBe(`AT+SYS${restarted}AT\r\n\r\nOK\r\n`);
  });
});

describe('while a command waits', () => {
  const broker = new ScriptedBroker();

  beforeEach(async () => {
    await broker.start();
    broker.manners.silent = new Set(['publish']);
    bare.module.boot();
    one.send('ATE0\r\nAT+MQTTUSERCFG=0,1,"c","","",0,0,""\r\n');
    one.send(`AT+MQTTCONN=0,"127.0.0.1",${broker.port},0\r\n`);
    await one.expect('"",0\r\n\r\nOK\r\n');
    one.send('AT+MQTTPUB=0,"t","x",1,0\r\n');
    await broker.got('publish');
    await one.drain();
    await two.drain();
  });

  afterEach(() => broker.stop());

  test('a line of another host is answered busy, to all', async () => {
    two.send('AT\r\n');
    expect(await one.drain()).toBe('\r\nbusy p...\r\n');
    expect(await two.drain()).toBe('\r\nbusy p...\r\n');
  });

  test('AT+RST of another host gets through', async () => {
    two.send('AT+RST\r\n');
    const restarted =
      '\r\nWill force to restart!!!\r\n\r\nOK\r\n\r\nready\r\nWIFI CONNECTED\r\nWIFI GOT IP\r\n';
    expect(await one.drain()).toBe(restarted);
    expect(await two.drain()).toBe(restarted);
  });

  test('a host that has said all it wanted stays until the answer is out', async () => {
    one.stream.end();
    await settled();
    expect(one.stream.readableEnded).toBe(false);
    broker.send({ cmd: 'puback', messageId: 1 });
    await new Promise((resolve) => one.stream.once('end', resolve));
    expect(await one.drain()).toBe('\r\nOK\r\n');
  });
});

describe('in data mode', () => {
  beforeEach(async () => {
    one.send('ATE0\r\nAT+MQTTUSERCFG=0,1,"c","","",0,0,""\r\nAT+MQTTLONGCLIENTID=0,6\r\nab');
    await one.drain();
    await two.drain();
  });

  test('a line of another host is answered busy and the data goes on', async () => {
    two.send('AT\r\n');
    expect(await two.drain()).toBe('\r\nbusy p...\r\n');
    one.send('cdefAT\r\n');
    expect(await one.drain()).toBe('\r\nbusy p...\r\n\r\nOK\r\n\r\nOK\r\n');
    expect(bare.module.links[0]?.user?.clientId.toString()).toBe('abcdef');
  });

  test('the next host that speaks goes on with the data of one that left', async () => {
    one.leave();
    await settled();
    expect(bare.log).toContainEqual(
      expect.stringContaining('one disconnected in data mode, 4 bytes are missing'),
    );
    two.send('cdefAT\r\n');
    expect(await two.drain()).toBe('\r\nOK\r\n\r\nOK\r\n');
    expect(bare.module.links[0]?.user?.clientId.toString()).toBe('abcdef');
  });

  test('the data phase stays open when no host is left', async () => {
    one.leave();
    two.leave();
    await settled();
    const three = bare.addHost('three');
    expect(bare.module.at.dataRemaining).toBe(4);
    three.send('cd');
    three.send('ef');
    expect(await three.drain()).toBe('\r\nOK\r\n');
  });
});
