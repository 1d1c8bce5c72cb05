// META: title=Transferring with structuredClone()

'use strict';

test(() => {
  const buffer = new Uint8Array([1, 2, 3]).buffer;
  const view = new Uint8Array(buffer, 1);
  const clone = structuredClone({view}, {transfer: [buffer]});
  assert_equals(buffer.byteLength, 0);
  assert_equals(view.length, 0);
  assert_array_equals(clone.view, [2, 3]);
  assert_equals(clone.view.buffer.byteLength, 3);
  assert_throws_js(TypeError, () => new Uint8Array(buffer));
}, 'a buffer is detached, and its views go along');

test(() => {
  const buffer = new ArrayBuffer(2, {maxByteLength: 8});
  const clone = structuredClone(buffer, {transfer: [buffer]});
  assert_true(clone.resizable);
  assert_equals(clone.maxByteLength, 8);
  assert_equals(buffer.maxByteLength, 0);
}, 'a buffer that can be resized stays so');

test(() => {
  const buffer = new ArrayBuffer(2);
  structuredClone(1, {transfer: [buffer]});
  assert_equals(buffer.byteLength, 0);
  assert_throws_dom('DataCloneError', () => structuredClone(1, {transfer: [buffer]}));
  assert_throws_dom('DataCloneError', () => structuredClone(buffer));
}, 'what has been detached is refused');

test(() => {
  const buffer = new ArrayBuffer(2);
  assert_throws_dom('DataCloneError', () => structuredClone(1, {transfer: [buffer, buffer]}));
  assert_equals(buffer.byteLength, 2);
}, 'nothing twice');

test(() => {
  const buffer = new ArrayBuffer(2);
  for (const bad of [{}, [], new Uint8Array(1), new Date(), () => 1, new Blob([])]) {
    assert_throws_dom('DataCloneError', () => structuredClone(1, {transfer: [buffer, bad]}));
  }
  assert_equals(buffer.byteLength, 2);
}, 'what cannot be transferred');

test(() => {
  const buffer = new ArrayBuffer(2);
  assert_throws_dom('DataCloneError', () => structuredClone(() => 1, {transfer: [buffer]}));
  assert_equals(buffer.byteLength, 2);
}, 'a value that cannot be cloned leaves the buffer alone');

test(() => {
  const buffer = new ArrayBuffer(2);
  const value = {get a() { structuredClone(1, {transfer: [buffer]}); return 1; }};
  assert_throws_dom('DataCloneError', () => structuredClone(value, {transfer: [buffer]}));
}, 'a getter that detaches the buffer is too early');

test(() => {
  const {port1, port2} = new MessageChannel();
  const clone = structuredClone([port2, {again: port2}], {transfer: [port2]});
  assert_true(clone[0] instanceof MessagePort);
  assert_equals(clone[0], clone[1].again);
  assert_not_equals(clone[0], port2);
  assert_throws_dom('DataCloneError', () => structuredClone(1, {transfer: [port2]}));
  port1.close();
}, 'a port becomes another, once');

test(() => {
  function* list() {
    yield new ArrayBuffer(1);
    yield {};
  }
  assert_throws_dom('DataCloneError', () => structuredClone(1, {transfer: list()}));
  let closed = false;
  const iterable = {
    [Symbol.iterator]() {
      return {next: () => ({value: 1, done: false}), return() { closed = true; return {}; }};
    },
  };
  assert_throws_js(TypeError, () => structuredClone(1, {transfer: iterable}));
}, 'the transfer list is any iterable of objects');
