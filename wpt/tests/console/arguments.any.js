// META: title=What the functions of console do with their arguments

'use strict';

// An object that notes how it is converted.
function watched(text, log) {
  return {
    toString() {
      log.push('toString');
      return text;
    },
    valueOf() {
      log.push('valueOf');
      return 1;
    },
    get constructor() {
      log.push('constructor');
      return Object;
    },
    toJSON() {
      log.push('toJSON');
    },
  };
}

const failing = { toString() { throw new RangeError('conversion'); } };
const printing = ['log', 'debug', 'info', 'warn', 'error', 'trace', 'group', 'groupCollapsed'];

for (const name of ['count', 'countReset', 'time', 'timeLog', 'timeEnd']) {
  test(() => {
    const log = [];
    console[name](watched('label', log));
    assert_array_equals(log, ['toString']);
  }, `console.${name}() converts its label once`);

  test(() => {
    assert_throws_js(RangeError, () => console[name](failing));
    assert_throws_js(TypeError, () => console[name](Symbol('label')));
  }, `console.${name}() throws what converting its label throws`);

  test(() => {
    console[name](undefined);
    console[name](null);
  }, `console.${name}() has a default label`);
}

for (const name of printing) {
  for (const [format, expected] of [
    ['%s', ['toString']], ['%d', ['toString']], ['%i', ['toString']], ['%f', ['toString']],
    ['%o', []], ['%O', []], ['%c', []], ['%j', []], ['%', []], ['% s', []], ['none', []],
    ['%x%s', ['toString']],
  ]) {
    test(() => {
      const log = [];
      console[name](format, watched('1', log));
      assert_array_equals(log, expected);
    }, `console.${name}() with ${format} converts ${expected.length ? 'to a string' : 'nothing'}`);
  }
}

test(() => {
  const log = [];
  console.log(watched('1', log));
  console.log(watched('%s', log), watched('1', log));
  console.dir(watched('1', log));
  console.dirxml('%s', watched('1', log));
  console.error('text', watched('1', log));
  assert_array_equals(log, []);
}, 'what is only shown is not converted');

test(() => {
  const log = [];
  console.log('%s %s', watched('a', log));
  assert_array_equals(log, ['toString']);
  console.log('%s', watched('a', log), watched('b', log));
  assert_array_equals(log, ['toString', 'toString']);
}, 'specifiers without arguments and arguments without specifiers');

test(() => {
  const order = [];
  const o = (name, text = name) => ({ toString() { order.push(name); return text; } });
  console.log('%s %o %d %c %i', o('a'), o('b'), o('c'), o('d'), o('e'));
  assert_array_equals(order, ['a', 'c', 'e']);
}, 'arguments are taken in their order, and some without a conversion');

test(() => {
  const order = [];
  const o = (name, text = name) => ({ toString() { order.push(name); return text; } });
  console.log('%s and %o', o('a', '%s'), o('b'), o('c'));
  assert_array_equals(order, ['a', 'b']);
}, 'specifiers in a converted string come first');

test(() => {
  for (const format of ['%s', '%d', '%i', '%f', '%o', '%O', '%c']) {
    console.log(format, Symbol('x'));
  }
}, 'symbols can be shown with all specifiers');

test(() => {
  for (const format of ['%s', '%d', '%i', '%f']) {
    assert_throws_js(RangeError, () => console.log(format, failing), format);
    assert_throws_js(RangeError, () => console.assert(false, format, failing), format);
    assert_throws_js(RangeError, () => console.group(format, failing), format);
  }
  console.groupEnd();
}, 'what a conversion throws is thrown');

test(() => {
  const log = [];
  console.assert(true, '%s', watched('a', log));
  console.assert(1, '%s', watched('a', log));
  console.assert({}, '%s', watched('a', log));
  assert_array_equals(log, []);
  for (const condition of [false, 0, '', null, undefined, NaN]) {
    console.assert(condition, '%s', watched('a', log));
  }
  assert_equals(log.length, 6);
}, 'console.assert() formats its arguments only if the condition is false');

test(() => {
  console.assert();
  console.assert(false);
  console.assert(false, {});
  console.assert(false, Symbol('x'));
  for (const name of printing) {
    console[name]();
  }
  console.dir();
  console.dirxml();
  console.table();
}, 'no function of console needs arguments');

test(() => {
  const throwing = new Proxy({}, {
    get() { throw new Error('get'); }, getPrototypeOf() { throw new Error('getPrototypeOf'); },
    ownKeys() { throw new Error('ownKeys'); }, getOwnPropertyDescriptor() { throw new Error('getOwnPropertyDescriptor'); },
  });
  console.log(throwing);
  console.dir(throwing);
  console.error('%o', throwing);
  const { proxy, revoke } = Proxy.revocable(function() {}, {});
  revoke();
  console.log(proxy, [proxy]);
}, 'objects whose traps throw can be shown');

test(() => {
  const original = [String, parseInt, parseFloat];
  const called = [];
  globalThis.String = () => called.push('String');
  globalThis.parseInt = () => called.push('parseInt');
  globalThis.parseFloat = () => called.push('parseFloat');
  try {
    console.log('%s %d %i %f', 1, 2, 3, 4);
  } finally {
    [globalThis.String, globalThis.parseInt, globalThis.parseFloat] = original;
  }
  assert_array_equals(called, []);
}, "conversions are those of the language, not the page's");

test(() => {
  const cyclic = { list: [] };
  cyclic.list.push(cyclic);
  const long = 'x'.repeat(1e5);
  for (const v of [cyclic, long, -0, NaN, 10n ** 30n, new Date(NaN), /x/y, new Map([[cyclic, cyclic]]), () => {}, class A {},
    new Error('e'), Promise.reject.bind(Promise), Object.create(null), globalThis, '\ud800']) {
    console.log(v);
    console.log('%o %O', v, v);
    console.dir(v);
    console.table(v);
  }
}, 'values of all kinds can be shown');

test(() => {
  console.table([{ a: 1, b: 2 }, { a: 3 }], ['a']);
  console.table([[1, 2], [3]], []);
  console.table(1);
  console.table(null, undefined);
}, 'tables');

test(() => {
  console.group('outer');
  console.groupCollapsed();
  console.log('inner');
  console.clear();
  console.groupEnd();
  console.groupEnd();
  console.groupEnd();
}, 'groups may be ended more often than begun');
