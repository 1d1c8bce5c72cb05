// META: title=The console namespace object and its functions

'use strict';

const operations = {
  assert: 0, clear: 0, count: 0, countReset: 0, debug: 0, dir: 0, dirxml: 0, error: 0, group: 0, groupCollapsed: 0,
  groupEnd: 0, info: 0, log: 0, table: 0, time: 0, timeEnd: 0, timeLog: 0, trace: 0, warn: 0,
};

for (const [name, length] of Object.entries(operations)) {
  test(() => {
    const d = Object.getOwnPropertyDescriptor(console, name);
    assert_equals(typeof d.value, 'function');
    assert_true(d.writable && d.enumerable && d.configurable, 'attributes of the property');
    assert_equals(d.value.name, name);
    assert_equals(d.value.length, length);
    assert_false('prototype' in d.value, 'it has no prototype');
    assert_throws_js(TypeError, () => new d.value(), 'it is no constructor');
    assert_equals(Object.getPrototypeOf(d.value), Function.prototype);
  }, `console.${name} is an operation of a namespace`);
}

test(() => {
  const d = Object.getOwnPropertyDescriptor(globalThis, 'console');
  assert_equals(typeof d.value, 'object');
  assert_true(d.writable && d.configurable, 'writable and configurable');
  assert_false(d.enumerable, 'not enumerable');
}, 'console is a data property of the global object');

test(() => {
  const p = Object.getPrototypeOf(console);
  assert_equals(Object.getPrototypeOf(p), Object.prototype);
  assert_array_equals(Reflect.ownKeys(p), []);
}, 'the prototype of console is an empty object');

test(() => {
  const d = Object.getOwnPropertyDescriptor(console, Symbol.toStringTag);
  assert_equals(d.value, 'console');
  assert_false(d.writable, 'not writable');
  assert_false(d.enumerable, 'not enumerable');
  assert_true(d.configurable, 'configurable');
  assert_equals(String(console), '[object console]');
}, 'console has a class string');

test(() => {
  const { log, count, assert } = console;
  log('loose');
  count('loose');
  assert(true);
  log.call(null, 'null');
  log.call({}, 'an object');
}, 'functions of console need no this');

test(() => {
  assert_equals(console.log('value'), undefined);
  assert_equals(console.count(), undefined);
  assert_equals(console.time(), undefined);
  assert_equals(console.timeEnd(), undefined);
  assert_equals(console.assert(true), undefined);
}, 'functions of console return undefined');

test(() => {
  const before = Object.getOwnPropertyDescriptor(globalThis, 'console');
  try {
    globalThis.console = 1;
    assert_equals(console, 1);
    assert_true(delete globalThis.console);
    assert_equals(typeof console, 'undefined');
  } finally {
    Object.defineProperty(globalThis, 'console', before);
  }
  assert_equals(String(console), '[object console]');
}, 'console can be replaced and deleted');
