// META: title=What structuredClone() makes of every kind of value

'use strict';

test(() => {
  for (const value of [undefined, null, true, false, 0, -0, NaN, Infinity, 1.5, 12345678901234567890n, -1n, '', 'a\0b', '\ud83d\ude00', '\ud800']) {
    assert_true(Object.is(structuredClone(value), value), String(value));
  }
}, 'primitives are themselves');

test(() => {
  for (const [value, type] of [[Object(true), Boolean], [Object(1.5), Number], [Object(7n), BigInt], [Object('text'), String]]) {
    const clone = structuredClone(value);
    assert_not_equals(clone, value);
    assert_true(clone instanceof type);
    assert_equals(clone.valueOf(), value.valueOf());
  }
}, 'wrapper objects stay wrapper objects');

test(() => {
  const boxed = Object(3);
  boxed.extra = 1;
  boxed.valueOf = () => 4;
  const clone = structuredClone(boxed);
  assert_equals(Number(clone), 3);
  assert_false('extra' in clone);
}, 'what script hangs on a wrapper object does not count');

test(() => {
  const date = new Date(1234567890123);
  date.getTime = () => 0;
  assert_equals(structuredClone(date).getTime(), 1234567890123);
  assert_true(Number.isNaN(structuredClone(new Date(NaN)).getTime()));
}, 'dates keep their time');

test(() => {
  const pattern = /a\/b(?<c>.)/dgimsuy;
  pattern.lastIndex = 5;
  Object.defineProperty(pattern, 'source', {value: 'other'});
  const clone = structuredClone(pattern);
  assert_equals(clone.source, 'a\\/b(?<c>.)');
  assert_equals(clone.flags, 'dgimsuy');
  assert_equals(clone.lastIndex, 0);
}, 'regular expressions keep pattern and flags, and start anew');

test(() => {
  const map = new Map([['a', 1], [NaN, 'nan'], [{k: 1}, new Map([[1, 2]])]]);
  const clone = structuredClone(map);
  assert_true(clone instanceof Map);
  assert_equals(clone.size, 3);
  assert_equals(clone.get('a'), 1);
  assert_equals(clone.get(NaN), 'nan');
  const last = [...clone][2];
  assert_equals(last[0].k, 1);
  assert_equals(last[1].get(1), 2);
}, 'maps keep their entries in order');

test(() => {
  const original = Map.prototype.entries;
  const map = new Map([['a', 1]]);
  map.entries = map[Symbol.iterator] = () => { throw new Error('called'); };
  Map.prototype.entries = () => { throw new Error('called'); };
  try {
    assert_equals(structuredClone(map).size, 1);
  } finally {
    Map.prototype.entries = original;
  }
}, 'no method of a map is called');

test(() => {
  const set = new Set(['b', 'a', set => 1].slice(0, 2));
  set.add(set);
  const clone = structuredClone(set);
  assert_array_equals([...clone].slice(0, 2), ['b', 'a']);
  assert_equals([...clone][2], clone);
}, 'a set can hold itself');

test(() => {
  const sparse = [1, , 3];
  sparse.name = 'extra';
  sparse.length = 5;
  const clone = structuredClone(sparse);
  assert_equals(clone.length, 5);
  assert_false(1 in clone);
  assert_equals(clone.name, 'extra');
  assert_true(Array.isArray(clone));
}, 'arrays keep holes, length and names');

test(() => {
  class Base { constructor() { this.own = 1; } get inherited() { return 2; } }
  const clone = structuredClone(new Base());
  assert_equals(Object.getPrototypeOf(clone), Object.prototype);
  assert_equals(clone.own, 1);
  assert_false('inherited' in clone);
}, 'objects lose their prototype');

test(() => {
  const object = Object.defineProperty({seen: 1}, 'hidden', {value: 2});
  object[Symbol('s')] = 3;
  Object.freeze(object);
  const clone = structuredClone(object);
  assert_array_equals(Reflect.ownKeys(clone), ['seen']);
  assert_true(Object.getOwnPropertyDescriptor(clone, 'seen').writable);
}, 'only enumerable properties with a string for a name are copied');

test(() => {
  const shared = {};
  const clone = structuredClone({a: shared, b: [shared], get c() { return shared; }});
  assert_equals(clone.a, clone.b[0]);
  assert_equals(clone.a, clone.c);
}, 'what is one object stays one object');

test(() => {
  const parsed = JSON.parse('{"__proto__": 1, "a": {"__proto__": null}}');
  const clone = structuredClone(parsed);
  assert_own_property(clone, '__proto__');
  assert_equals(Object.getPrototypeOf(clone), Object.prototype);
  assert_own_property(clone.a, '__proto__');
}, 'a property named __proto__ is a property');

test(() => {
  const clone = structuredClone(Object.prototype);
  assert_equals(Object.getPrototypeOf(clone), Object.prototype);
  assert_array_equals(Reflect.ownKeys(clone), []);
}, 'Object.prototype becomes an empty object');

test(() => {
  const buffer = new Uint8Array([1, 2, 3, 4, 5, 6, 7, 8]).buffer;
  const clone = structuredClone({bytes: new Uint8Array(buffer, 2, 4), words: new Uint16Array(buffer), view: new DataView(buffer, 1, 3), buffer});
  assert_array_equals(clone.bytes, [3, 4, 5, 6]);
  assert_equals(clone.bytes.buffer, clone.buffer);
  assert_equals(clone.words.buffer, clone.buffer);
  assert_equals(clone.view.byteOffset, 1);
  assert_equals(clone.view.byteLength, 3);
  assert_equals(clone.buffer.byteLength, 8);
  assert_not_equals(clone.buffer, buffer);
}, 'views share the clone of their buffer');

test(() => {
  for (const type of [Int8Array, Uint8Array, Uint8ClampedArray, Int16Array, Uint16Array, Int32Array, Uint32Array, Float32Array, Float64Array, BigInt64Array, BigUint64Array]) {
    const view = new type(3);
    view[1] = type.name.startsWith('Big') ? 5n : 5;
    const clone = structuredClone(view);
    assert_equals(clone.constructor, type);
    assert_equals(clone.length, 3, type.name);
    assert_equals(clone[1], view[1], type.name);
  }
}, 'every kind of typed array stays of its kind');

test(() => {
  const buffer = new ArrayBuffer(4, {maxByteLength: 16});
  const clone = structuredClone({buffer, tracking: new Uint8Array(buffer), fixed: new Uint8Array(buffer, 0, 2)});
  assert_true(clone.buffer.resizable);
  assert_equals(clone.buffer.maxByteLength, 16);
  clone.buffer.resize(8);
  assert_equals(clone.tracking.length, 8);
  assert_equals(clone.fixed.length, 2);
  assert_equals(buffer.byteLength, 4);
}, 'a buffer that can be resized stays so, and views that follow it do');

test(() => {
  const buffer = new ArrayBuffer(8, {maxByteLength: 16});
  const view = new Uint8Array(buffer, 4, 4);
  buffer.resize(4);
  assert_throws_dom('DataCloneError', () => structuredClone(view));
}, 'a view that its buffer does not reach is refused');

promise_test(async () => {
  const clone = structuredClone(new Blob(['text'], {type: 'text/plain'}));
  assert_true(clone instanceof Blob);
  assert_equals(clone.type, 'text/plain');
  assert_equals(await clone.text(), 'text');
}, 'a Blob');

promise_test(async () => {
  const clone = structuredClone([new File(['text'], 'name.txt', {type: 'text/plain', lastModified: 42})])[0];
  assert_true(clone instanceof File);
  assert_equals(clone.name, 'name.txt');
  assert_equals(clone.lastModified, 42);
  assert_equals(await clone.text(), 'text');
}, 'a File');

test(() => {
  const exception = new DOMException('why', 'AbortError');
  const clone = structuredClone(exception);
  assert_true(clone instanceof DOMException);
  assert_equals(clone.name, 'AbortError');
  assert_equals(clone.message, 'why');
  assert_equals(clone.code, 20);
}, 'a DOMException');
