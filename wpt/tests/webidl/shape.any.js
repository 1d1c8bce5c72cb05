// META: title=What every interface has in common

'use strict';

// Interfaces that windows and workers have, with a way to get an object of each.
const made = {
  AbortController: () => new AbortController(),
  AbortSignal: () => AbortSignal.abort(),
  Blob: () => new Blob([]),
  BroadcastChannel: () => {
    const channel = new BroadcastChannel('shape');
    channel.close();
    return channel;
  },
  DOMException: () => new DOMException(),
  Event: () => new Event('e'),
  EventTarget: () => new EventTarget(),
  File: () => new File([], 'f'),
  FileReader: () => new FileReader(),
  FormData: () => new FormData(),
  Headers: () => new Headers(),
  MessageChannel: () => new MessageChannel(),
  MessageEvent: () => new MessageEvent('m'),
  MessagePort: () => new MessageChannel().port1,
  Performance: () => performance,
  QuotaExceededError: () => new QuotaExceededError(),
  Request: () => new Request('/'),
  Response: () => new Response(),
  TextDecoder: () => new TextDecoder(),
  TextEncoder: () => new TextEncoder(),
  URL: () => new URL('about:blank'),
  URLSearchParams: () => new URLSearchParams(),
};

for (const [name, make] of Object.entries(made)) {
  test(() => {
    const type = self[name];
    const object = make();
    const prototype = type.prototype;
    assert_equals(Object.prototype.toString.call(object), `[object ${name}]`);
    assert_equals(Object.getPrototypeOf(object), prototype);
    assert_equals(prototype.constructor, type);
    const own = Object.getOwnPropertyDescriptor(type, 'prototype');
    assert_false(own.writable || own.enumerable || own.configurable);
    const onGlobal = Object.getOwnPropertyDescriptor(self, name);
    assert_true(onGlobal.writable && !onGlobal.enumerable && onGlobal.configurable);
    assert_throws_js(TypeError, () => type(), 'without new');

    for (const key of Object.getOwnPropertyNames(prototype)) {
      const member = Object.getOwnPropertyDescriptor(prototype, key);
      if (key === 'constructor') {
        continue;
      }
      if (member.get) {
        assert_equals(member.get.name, `get ${key}`);
        assert_equals(member.get.length, 0);
        for (const other of [{}, 1, Object.create(prototype), prototype]) {
          assert_throws_js(TypeError, () => member.get.call(other), `get ${key}`);
        }
        assert_throws_js(TypeError, () => new member.get(), `${key} is no constructor`);
        if (member.set) {
          assert_equals(member.set.name, `set ${key}`);
          assert_equals(member.set.length, 1);
        }
      } else if (typeof member.value === 'function') {
        assert_equals(member.value.name, key);
        assert_true(member.writable && member.enumerable && member.configurable, key);
        assert_throws_js(TypeError, () => new member.value(), `${key} is no constructor`);
        assert_not_own_property(member.value, 'prototype');
      } else {
        assert_false(member.writable || member.configurable, `the constant ${key}`);
        assert_equals(type[key], member.value);
      }
    }
  }, name);
}

promise_test(async (t) => {
  const result = Blob.prototype.text.call({});
  assert_true(result instanceof Promise);
  await promise_rejects_js(t, TypeError, result);
}, 'an operation that returns a promise never throws');

promise_test((t) => promise_rejects_js(t, TypeError, Response.prototype.text.call({})), 'the brand of a promise’s operation is checked');

test(() => {
  const error = new QuotaExceededError('m', {quota: 1, requested: 2.5});
  assert_true(error instanceof DOMException && error instanceof Error);
  assert_array_equals([error.name, error.code, error.quota, error.requested], ['QuotaExceededError', 22, 1, 2.5]);
  const plain = new QuotaExceededError();
  assert_array_equals([plain.message, plain.quota, plain.requested], ['', null, null]);
  assert_throws_js(TypeError, () => new QuotaExceededError('', {quota: NaN}));
  assert_equals(new DOMException('', 'QuotaExceededError').constructor, DOMException);
}, 'QuotaExceededError is a DOMException of its own');

test(() => {
  const order = [];
  const init = new Proxy({}, {get(target, key) { order.push(key); return undefined; }});
  new MessageEvent('m', init);
  assert_array_equals(order.filter((name) => name !== 'userActivation'), ['bubbles', 'cancelable', 'composed', 'data', 'lastEventId', 'origin', 'ports', 'source']);
}, 'members of dictionaries are read in order');

test(() => {
  const headers = new Headers([['a', '1']]);
  const iterator = headers.entries();
  const prototype = Object.getPrototypeOf(iterator);
  assert_equals(Object.prototype.toString.call(iterator), '[object Headers Iterator]');
  assert_equals(Object.getPrototypeOf(prototype), Object.getPrototypeOf(Object.getPrototypeOf([][Symbol.iterator]())));
  assert_equals(Headers.prototype[Symbol.iterator], Headers.prototype.entries);
  assert_throws_js(TypeError, () => prototype.next.call(new URLSearchParams('a=1').entries()));
  assert_array_equals(iterator.next().value, ['a', '1']);
  assert_true(iterator.next().done);
}, 'iterators');

test(() => {
  class Own extends EventTarget {}
  assert_equals(Object.getPrototypeOf(new Own()), Own.prototype);
  assert_equals(Object.getPrototypeOf(Reflect.construct(Blob, [], Own)), Own.prototype);
}, 'subclasses');
