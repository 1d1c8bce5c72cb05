// META: title=Message ports

'use strict';

const next = (target, type = 'message') => new Promise((resolve) => {
  target.addEventListener(type, resolve, {once: true});
});

promise_test(async () => {
  const {port1, port2} = new MessageChannel();
  port1.postMessage({a: 1});
  port2.start();
  const event = await next(port2);
  assert_true(event instanceof MessageEvent);
  assert_true(event.isTrusted);
  assert_equals(event.data.a, 1);
  assert_equals(event.origin, '');
  assert_equals(event.lastEventId, '');
  assert_equals(event.source, null);
  assert_equals(event.ports.length, 0);
  assert_equals(event.ports, event.ports);
  assert_true(Object.isFrozen(event.ports));
}, 'what a message event looks like');

promise_test(async (t) => {
  const {port1, port2} = new MessageChannel();
  port2.addEventListener('message', t.unreached_func('the port was not started'));
  port1.postMessage(1);
  const other = new MessageChannel();
  other.port1.postMessage(2);
  other.port2.start();
  await next(other.port2);
}, 'a port that nobody starts keeps its messages');

promise_test(async () => {
  const {port1, port2} = new MessageChannel();
  const got = [];
  for (let i = 0; i < 5; i++) {
    port1.postMessage(i);
  }
  await new Promise((resolve) => {
    port2.onmessage = (e) => {
      got.push(e.data);
      if (e.data === 4) {
        resolve();
      }
    };
  });
  assert_array_equals(got, [0, 1, 2, 3, 4]);
}, 'onmessage starts a port; messages keep their order');

promise_test(async () => {
  const a = new MessageChannel();
  const b = new MessageChannel();
  a.port1.postMessage('before');
  b.port1.postMessage('take it', [a.port2]);
  a.port1.postMessage('after');
  b.port2.start();
  const moved = (await next(b.port2)).ports[0];
  assert_not_equals(moved, a.port2);
  const got = [];
  await new Promise((resolve) => {
    moved.onmessage = (e) => {
      got.push(e.data);
      if (got.length === 2) {
        resolve();
      }
    };
  });
  assert_array_equals(got, ['before', 'after']);
  moved.postMessage('back');
  a.port1.start();
  assert_equals((await next(a.port1)).data, 'back');
}, 'messages follow a port that is transferred');

test(() => {
  const {port1, port2} = new MessageChannel();
  assert_throws_dom('DataCloneError', () => port1.postMessage(1, [port1]), 'the source');
  const other = new MessageChannel();
  assert_throws_dom('DataCloneError', () => port1.postMessage(1, [other.port1, other.port1]), 'a port twice');
  port1.postMessage(1, [other.port1]);
  assert_throws_dom('DataCloneError', () => port1.postMessage(1, [other.port1]), 'a port that is gone');
  assert_throws_dom('DataCloneError', () => port1.postMessage(() => 1));
  assert_throws_dom('DataCloneError', () => port1.postMessage(other.port2), 'a port that is not transferred');
  port2.close();
}, 'messages that are refused');

test(() => {
  const {port1} = new MessageChannel();
  assert_throws_js(TypeError, () => port1.postMessage());
  assert_throws_js(TypeError, () => port1.postMessage(1, 1));
  assert_throws_js(TypeError, () => port1.postMessage(1, [1]));
  assert_throws_js(TypeError, () => port1.postMessage(1, {transfer: 1}));
  assert_throws_js(TypeError, () => port1.postMessage(1, {transfer: [null]}));
  port1.postMessage(1, null);
  port1.postMessage(1, undefined);
  port1.postMessage(1, {});
  port1.postMessage(1, {transfer: []});
  port1.close();
}, 'what the arguments of postMessage must be');

promise_test(async () => {
  const {port1, port2} = new MessageChannel();
  const thrown = new Error('getter');
  assert_throws_exactly(thrown, () => port1.postMessage({get a() { throw thrown; }}));
  const buffer = new ArrayBuffer(1);
  assert_throws_exactly(thrown, () => port1.postMessage({get a() { throw thrown; }}, [buffer]));
  assert_equals(buffer.byteLength, 1);
  port1.postMessage('next');
  port2.start();
  assert_equals((await next(port2)).data, 'next');
}, 'a getter that throws sends nothing');

promise_test(async (t) => {
  const {port1, port2} = new MessageChannel();
  port2.onmessage = t.unreached_func('the channel is closed');
  port1.close();
  port1.postMessage(1);
  port2.postMessage(2);
  const other = new MessageChannel();
  other.port1.postMessage(3);
  other.port2.start();
  await next(other.port2);
}, 'a closed port sends and gets nothing');

promise_test(async (t) => {
  const {port1, port2} = new MessageChannel();
  port2.onmessage = t.unreached_func('its own target was doomed');
  port1.postMessage('lost', [port2]);
  const other = new MessageChannel();
  other.port1.postMessage(3);
  other.port2.start();
  await next(other.port2);
}, 'a message that carries its own target is lost');

promise_test(async () => {
  const {port1, port2} = new MessageChannel();
  const buffer = new Uint8Array([5]).buffer;
  port1.postMessage({buffer}, {transfer: [buffer]});
  assert_equals(buffer.byteLength, 0);
  port2.start();
  const event = await next(port2);
  assert_equals(new Uint8Array(event.data.buffer)[0], 5);
  assert_equals(event.ports.length, 0, 'a buffer is no port');
}, 'buffers are transferred');

test(() => {
  const event = new MessageEvent('message', {data: 1, origin: 'o', lastEventId: 'l', ports: [new MessageChannel().port1]});
  assert_equals(event.ports.length, 1);
  assert_true(Object.isFrozen(event.ports));
  assert_throws_js(TypeError, () => new MessageEvent('message', {ports: [1]}));
  assert_throws_js(TypeError, () => new MessageEvent('message', {ports: null}));
  assert_throws_js(TypeError, () => new MessageEvent('message', {source: {}}));
  event.initMessageEvent('other', true, false, 2);
  assert_equals(event.type, 'other');
  assert_equals(event.data, 2);
  assert_equals(event.origin, '');
  assert_equals(event.ports.length, 0);
}, 'making message events');
