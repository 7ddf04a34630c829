import { expect, test } from 'vitest';
import { inMemory, owner, ROUTE, ScriptedWire } from './support/scripted.ts';

/** A connection that stands, and a capture that takes nothing more from now on. */
function standing() {
  const room = { is: true };
  const { capture } = inMemory({ takes: () => room.is });
  const wire = new ScriptedWire();
  const events = owner();
  const transport = capture.forModule('module0', 'module0').dial(wire.dial)(ROUTE, 0)(events);
  wire.connects('127.0.0.1', 8883, '127.0.0.1', 50_000);
  wire.events.open();
  room.is = false;
  capture.flush();
  return { capture, wire, events, transport };
}

test('a capture that is full stops the broker and the module, and lets both go on once it has room', () => {
  const { capture, wire, events, transport } = standing();
  expect(transport.write(Buffer.from([0xc0, 0]))).toBe(false);
  wire.events.data(Buffer.from([0xd0, 0]));
  expect(wire.paused).toBe(true);
  expect(events.heard).toEqual(['open', 'data 2']);
  capture.drained();
  expect(wire.paused).toBe(false);
  expect(events.heard).toEqual(['open', 'data 2', 'drain']);
});

test('one whose owner has paused it stays paused', () => {
  const { capture, wire, transport } = standing();
  wire.events.data(Buffer.from([0xd0, 0]));
  transport.pause();
  capture.drained();
  expect(wire.paused).toBe(true);
  transport.resume();
  expect(wire.paused).toBe(false);
});

test('drain waits for whatever is full last, and comes once', () => {
  const { capture, wire, events, transport } = standing();
  wire.wants = false;
  expect(transport.write(Buffer.from([0xc0, 0]))).toBe(false);
  wire.events.drain();
  expect(events.heard).toEqual(['open']);
  capture.drained();
  expect(events.heard).toEqual(['open', 'drain']);
  capture.drained();
  expect(events.heard).toEqual(['open', 'drain']);
});

test('a capture that has ended holds up nobody', () => {
  const { capture, wire, events, transport } = standing();
  transport.write(Buffer.from([0xc0, 0]));
  wire.events.data(Buffer.from([0xd0, 0]));
  capture.stop();
  expect(wire.paused).toBe(false);
  expect(events.heard).toEqual(['open', 'data 2', 'drain']);
  expect(transport.write(Buffer.from([0xc0, 0]))).toBe(true);
});

test('a connection that is over is not told', () => {
  const { capture, events, transport } = standing();
  transport.write(Buffer.from([0xc0, 0]));
  transport.destroy();
  capture.drained();
  expect(events.heard).toEqual(['open']);
});
