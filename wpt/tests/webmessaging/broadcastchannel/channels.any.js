// META: title=Broadcast channels

'use strict';

const next = (target, type = 'message') => new Promise((resolve) => {
  target.addEventListener(type, resolve, {once: true});
});

let made = 0;
const channels = (t, n, name = `channels ${++made} ${self.location.href}`) => {
  const list = [];
  for (let i = 0; i < n; i++) {
    list.push(new BroadcastChannel(name));
  }
  t.add_cleanup(() => list.forEach((c) => c.close()));
  return list;
};

promise_test(async (t) => {
  const [a, b] = channels(t, 2);
  a.onmessage = t.unreached_func('the sender hears nothing');
  a.postMessage({x: 1});
  const event = await next(b);
  assert_equals(event.data.x, 1);
  assert_equals(event.origin, self.location.origin);
  assert_equals(event.source, null);
  assert_equals(event.ports.length, 0);
  assert_equals(event.target, b);
}, 'a message reaches the others of its name');

promise_test(async (t) => {
  const list = channels(t, 4);
  const order = [];
  list.forEach((c, i) => c.addEventListener('message', () => order.push(i)));
  list[1].postMessage(1);
  await next(list[3]);
  assert_array_equals(order, [0, 2, 3]);
}, 'the oldest channel hears first');

promise_test(async (t) => {
  const [a, b, c] = channels(t, 3);
  const value = {shared: {}};
  a.postMessage(value);
  const [first, second] = await Promise.all([next(b), next(c)]);
  assert_not_equals(first.data, second.data);
  assert_not_equals(first.data.shared, value.shared);
}, 'each gets a clone of its own');

promise_test(async (t) => {
  const [a, b, c] = channels(t, 3);
  b.onmessage = t.unreached_func('closed after the message was sent');
  a.postMessage(1);
  b.close();
  await next(c);
  assert_throws_dom('InvalidStateError', () => b.postMessage(1));
}, 'a closed channel hears nothing and throws');

promise_test(async (t) => {
  const [a, b] = channels(t, 2);
  const [other] = channels(t, 1);
  other.onmessage = t.unreached_func('of another name');
  a.postMessage(1);
  await next(b);
}, 'another name is another channel');

test((t) => {
  const [a] = channels(t, 1);
  assert_throws_dom('DataCloneError', () => a.postMessage(() => 1));
  assert_throws_dom('DataCloneError', () => a.postMessage(new MessageChannel().port1));
  const thrown = new Error('getter');
  assert_throws_exactly(thrown, () => a.postMessage({get a() { throw thrown; }}));
  assert_throws_js(TypeError, () => a.postMessage());
}, 'messages that cannot be cloned');

test((t) => {
  assert_throws_js(TypeError, () => new BroadcastChannel());
  assert_throws_js(TypeError, () => BroadcastChannel('x'));
  const [channel] = channels(t, 1, null);
  assert_equals(channel.name, 'null');
  assert_throws_js(TypeError, () => channel.name = 'other');
  assert_equals(channel.name, 'null');
}, 'the constructor');
