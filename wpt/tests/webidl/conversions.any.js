// META: title=Conversions of arguments and dictionary members

'use strict';

// What an operation or constructor throws has Chrome's and the standards' types; texts are the browsers' own.
test(() => {
  assert_throws_js(TypeError, () => new Response('', {status: Symbol()}), 'a symbol is no number');
  assert_throws_js(TypeError, () => new Response('', {status: 1n}), 'nor is a BigInt');
  assert_equals(new Response('', {status: '201'}).status, 201);
  assert_equals(new Response('', {status: 65536 + 202}).status, 202, 'unsigned short wraps');
  assert_equals(new Response('', {status: 203.9}).status, 203);
  assert_throws_js(RangeError, () => new Response('', {status: NaN}), 'which is 0');
  assert_equals(new Response('', {status: {valueOf: () => 206}}).status, 206);
}, 'unsigned short');

test(() => {
  const blob = new Blob(['abcdef']);
  for (const [start, end, size] of [[NaN, 3, 3], [0.5, 3, 3], [1.5, 3, 1], [2.5, 4, 2], [-2, undefined, 2], [-Infinity, Infinity, 6], [null, '2', 2], [9, 3, 0]]) {
    assert_equals(blob.slice(start, end).size, size, `slice(${start}, ${end})`);
  }
}, '[Clamp] long long');

test(() => {
  for (const value of [-1, NaN, Infinity, 2 ** 53, 'x']) {
    assert_throws_js(TypeError, () => AbortSignal.timeout(value), String(value));
  }
  for (const value of [0, -0.9, 1e12, '7', null, false]) {
    assert_true(AbortSignal.timeout(value) instanceof AbortSignal, String(value));
  }
}, '[EnforceRange] unsigned long long');

test(() => {
  for (const value of [NaN, Infinity, 'x', undefined + 1, {}]) {
    assert_throws_js(TypeError, () => performance.mark('m', {startTime: value}), String(value));
  }
  assert_equals(performance.mark('m', {startTime: '5'}).startTime, 5);
  assert_equals(performance.mark('m', {startTime: null}).startTime, 0);
}, 'double');

test(() => {
  assert_throws_js(TypeError, () => new Headers([['a', '\u0100']]));
  assert_equals(new Headers([['a', '\u00ff']]).get('a'), '\u00ff');
  assert_throws_js(TypeError, () => new Headers({'\u0100': ''}));
  assert_throws_js(TypeError, () => new Headers({[Symbol()]: ''}));
  assert_equals(new URLSearchParams('a=\ud800').get('a'), '\ufffd');
  assert_equals(new File([], '\ud800').name, '\ufffd');
  assert_equals(new DOMException('\ud800').message, '\ud800');
}, 'ByteString, USVString and DOMString');

test(() => {
  for (const mode of ['CORS', '', 'cors ', 1]) {
    assert_throws_js(TypeError, () => new Request('/', {mode}), `mode ${mode}`);
  }
  assert_equals(new Request('/', {mode: {toString: () => 'cors'}}).mode, 'cors');
  assert_equals(new Request('/', {mode: undefined}).mode, 'cors');
  assert_throws_js(TypeError, () => new Request('/', {mode: null}));
}, 'enumerations');

test(() => {
  assert_array_equals([...new URLSearchParams([['a', '1'], new Set(['b', 2])])].flat(), ['a', '1', 'b', '2']);
  assert_array_equals([...new URLSearchParams({b: 1, a: 2})].flat(), ['b', '1', 'a', '2']);
  assert_equals(String(new URLSearchParams(null)), 'null=');
  assert_equals(String(new URLSearchParams(undefined)), '');
  assert_equals(String(new URLSearchParams(function () {})), '', 'a function is a record');
  for (const init of [[['a']], [['a', 'b', 'c']], [1], {[Symbol.iterator]: 1}]) {
    assert_throws_js(TypeError, () => new URLSearchParams(init));
  }
  for (const init of [null, 1, 'a']) {
    assert_throws_js(TypeError, () => new Headers(init), String(init));
  }
}, 'unions of sequences, records and strings');

test(() => {
  const order = [];
  const record = new Proxy({a: 1, b: 2}, {
    ownKeys: (target) => { order.push('keys'); return Reflect.ownKeys(target); },
    getOwnPropertyDescriptor: (target, key) => { order.push(`own ${key}`); return Reflect.getOwnPropertyDescriptor(target, key); },
    get: (target, key) => { order.push(`get ${String(key)}`); return target[key]; },
  });
  new Headers(record);
  assert_array_equals(order, ['get Symbol(Symbol.iterator)', 'keys', 'own a', 'get a', 'own b', 'get b']);
}, 'records are read key by key');

test(() => {
  let closed = 0;
  const iterable = {
    [Symbol.iterator]: () => ({next: () => ({done: false, value: {}}), return: () => { closed += 1; return {}; }}),
  };
  assert_throws_js(TypeError, () => AbortSignal.any(iterable));
  assert_throws_js(TypeError, () => AbortSignal.any());
  assert_throws_js(TypeError, () => AbortSignal.any({}));
  assert_throws_js(TypeError, () => AbortSignal.any([{}]));
  assert_false(AbortSignal.any(new Set([new AbortController().signal])).aborted);
}, 'sequences of interfaces');

test(() => {
  const read = (construct) => {
    const order = [];
    construct(new Proxy({}, {get: (target, key) => { order.push(key); }}));
    return order.join();
  };
  assert_equals(read((init) => new Event('e', init)), 'bubbles,cancelable,composed');
  assert_equals(read((init) => new ErrorEvent('e', init)), 'bubbles,cancelable,composed,colno,error,filename,lineno,message');
  assert_equals(read((init) => new File([], '', init)), 'endings,type,lastModified', 'what is inherited first');
  assert_equals(read((init) => new Response('', init)), 'headers,status,statusText');
  assert_equals(read((init) => new TextDecoder('utf-8', init)), 'fatal,ignoreBOM');
  assert_equals(read((init) => new EventTarget().addEventListener('e', null, init)), 'capture,once,passive,signal');
  assert_equals(read((init) => new EventTarget().removeEventListener('e', null, init)), 'capture');
}, 'the order in which members are read');

test(() => {
  for (const init of [1, 'x', true, Symbol()]) {
    assert_throws_js(TypeError, () => new Event('e', init));
    assert_throws_js(TypeError, () => structuredClone(1, init));
  }
  for (const init of [null, undefined, {}, [], () => 1, new Date()]) {
    assert_false(new Event('e', init).bubbles);
  }
}, 'what converts to a dictionary');

test(() => {
  assert_throws_js(TypeError, () => new PromiseRejectionEvent('e'));
  assert_throws_js(TypeError, () => new PromiseRejectionEvent('e', {}));
  assert_throws_js(TypeError, () => new PromiseRejectionEvent('e', {promise: undefined}));
  assert_equals(PromiseRejectionEvent.length, 2);
  assert_equals(ErrorEvent.length, 1);
}, 'required members');

test(() => {
  const order = [];
  const value = (name, result) => ({
    toString: () => { order.push(name); return result; },
    valueOf: () => { order.push(name); return result; },
  });
  const timer = setTimeout(value('handler', ''), value('timeout', 1e6));
  clearTimeout(timer);
  assert_array_equals(order, ['handler', 'timeout']);
}, 'arguments are converted in their order');

test(() => {
  for (const call of [() => setTimeout(), () => btoa(), () => queueMicrotask(), () => queueMicrotask({}), () => structuredClone(), () => new BroadcastChannel(),
    () => new URL(), () => URL.canParse(), () => new Headers().append('a'), () => new FormData().append('a'), () => new MessageChannel().port1.postMessage()]) {
    assert_throws_js(TypeError, call, String(call));
  }
}, 'missing arguments');
