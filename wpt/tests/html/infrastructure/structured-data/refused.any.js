// META: title=Values that cannot be cloned, and getters that interfere

'use strict';

const refused = {
  'a function': () => () => 1,
  'a class': () => class {},
  'a symbol': () => Symbol('s'),
  'a wrapper of a symbol': () => Object(Symbol('s')),
  'a promise': () => Promise.resolve(1),
  'a WeakMap': () => new WeakMap(),
  'a WeakSet': () => new WeakSet(),
  'a WeakRef': () => new WeakRef({}),
  'a generator': () => (function* () {})(),
  'a map iterator': () => new Map().entries(),
  'a proxy': () => new Proxy({}, {}),
  'the global object': () => self,
  'an Event': () => new Event('e'),
  'an EventTarget': () => new EventTarget(),
  'an AbortSignal': () => new AbortController().signal,
  'a URL': () => new URL('https://example.test/'),
  'Headers': () => new Headers(),
  'a Response': () => new Response(''),
  'a BroadcastChannel': () => {
    const channel = new BroadcastChannel('refused');
    channel.close();
    return channel;
  },
  'a MessagePort that is not transferred': () => new MessageChannel().port1,
};

for (const [name, make] of Object.entries(refused)) {
  test(() => {
    const value = make();
    assert_throws_dom('DataCloneError', () => structuredClone(value));
    assert_throws_dom('DataCloneError', () => structuredClone({deep: [value]}));
    assert_throws_dom('DataCloneError', () => structuredClone(new Map([[1, value]])));
  }, `${name} is refused`);
}

test(() => {
  const thrown = new Error('getter');
  const order = [];
  assert_throws_exactly(thrown, () => structuredClone({
    get a() { order.push('a'); return 1; },
    get b() { order.push('b'); throw thrown; },
    get c() { order.push('c'); return 1; },
  }));
  assert_array_equals(order, ['a', 'b']);
}, 'what a getter throws comes out, and the rest is not asked');

test(() => {
  const object = {
    get a() { delete this.b; this.late = 1; return 1; },
    b: 2,
    c: 3,
  };
  const clone = structuredClone(object);
  assert_array_equals(Object.keys(clone), ['a', 'c']);
}, 'a getter may take other properties away; what it adds is too late');

test(() => {
  const map = new Map();
  map.set('first', {get a() { map.clear(); map.set('new', 1); return 1; }});
  map.set('second', 2);
  const clone = structuredClone(map);
  assert_array_equals([...clone.keys()], ['first', 'second']);
}, 'a getter may empty the map that is being cloned');

test(() => {
  const array = [{get a() { array.length = 1; return 1; }}, 2, 3];
  const clone = structuredClone(array);
  assert_equals(clone.length, 3);
  assert_false(1 in clone);
}, 'a getter may shorten the array that is being cloned');

test(() => {
  assert_throws_js(TypeError, () => structuredClone());
  assert_throws_js(TypeError, () => structuredClone(1, 1));
  assert_throws_js(TypeError, () => structuredClone(1, {transfer: 1}));
  assert_throws_js(TypeError, () => structuredClone(1, {transfer: null}));
  assert_throws_js(TypeError, () => structuredClone(1, {transfer: [1]}));
  assert_throws_js(TypeError, () => structuredClone(1, {transfer: {}}));
  assert_equals(structuredClone(1, null), 1);
  assert_equals(structuredClone(1, {transfer: undefined}), 1);
}, 'what the arguments must be');
