// META: title=localStorage and sessionStorage

'use strict';

for (const name of ['localStorage', 'sessionStorage']) {
  const fresh = (t) => {
    const storage = self[name];
    storage.clear();
    t.add_cleanup(() => storage.clear());
    return storage;
  };

  test((t) => {
    const storage = fresh(t);
    assert_equals(storage, self[name]);
    storage.setItem('b', 1);
    storage.setItem('a', {toString: () => 'text'});
    storage.setItem('b', 2);
    assert_equals(storage.length, 2);
    assert_equals(storage.getItem('b'), '2');
    assert_equals(storage.getItem('a'), 'text');
    assert_equals(storage.getItem('c'), null);
    storage.removeItem('b');
    assert_array_equals(Object.keys(storage), ['a']);
    storage.clear();
    assert_equals(storage.length, 0);
  }, `${name}: items`);

  test((t) => {
    const storage = fresh(t);
    storage.first = 1;
    storage['second item'] = null;
    storage[3] = undefined;
    assert_equals(storage.getItem('first'), '1');
    assert_equals(storage['second item'], 'null');
    assert_equals(storage[3], 'undefined');
    assert_true('first' in storage);
    assert_false('other' in storage);
    assert_equals(storage.other, undefined);
    const descriptor = Object.getOwnPropertyDescriptor(storage, 'first');
    assert_equals(descriptor.value, '1');
    assert_true(descriptor.writable && descriptor.enumerable && descriptor.configurable);
    delete storage.first;
    assert_equals(storage.getItem('first'), null);
    assert_array_equals(Object.keys(storage).sort(), ['3', 'second item']);
  }, `${name}: items are properties`);

  test((t) => {
    const storage = fresh(t);
    storage.setItem('getItem', 'hidden');
    assert_equals(typeof storage.getItem, 'function');
    assert_equals(storage.getItem('getItem'), 'hidden');
    storage.setItem('length', 'long');
    assert_equals(storage.length, 2);
    assert_equals(storage.getItem('length'), 'long');
    Object.defineProperty(storage, 'defined', {value: 5});
    assert_equals(storage.getItem('defined'), '5');
    const symbol = Symbol('s');
    storage[symbol] = 1;
    assert_equals(storage[symbol], 1);
    assert_equals(storage.length, 3);
    delete storage[symbol];
  }, `${name}: names that the interface has can be stored, not seen`);

  test((t) => {
    const storage = fresh(t);
    assert_throws_js(TypeError, () => storage.key());
    assert_throws_js(TypeError, () => storage.getItem());
    assert_throws_js(TypeError, () => storage.setItem('a'));
    assert_throws_js(TypeError, () => storage.removeItem());
    assert_throws_js(TypeError, () => storage.setItem('a', Symbol('s')));
    assert_throws_js(TypeError, () => new Storage());
    storage.setItem('only', 1);
    assert_equals(storage.key(0), 'only');
    assert_equals(storage.key(1), null);
    assert_equals(storage.key(-1), null);
    assert_equals(storage.key(4294967296), 'only');
  }, `${name}: arguments`);

  test((t) => {
    const storage = fresh(t);
    storage.setItem('small', 'before');
    const big = 'x'.repeat(12 * 1024 * 1024);
    assert_throws_quotaexceedederror(() => storage.setItem('big', big), null, null);
    assert_throws_quotaexceedederror(() => storage.big = big, null, null);
    assert_equals(storage.getItem('big'), null);
    assert_equals(storage.getItem('small'), 'before');
  }, `${name}: what does not fit changes nothing`);
}

promise_test(async (t) => {
  const element = document.createElement('iframe');
  element.sandbox = 'allow-scripts';
  element.srcdoc = `<script>
    let name = 'none';
    try { localStorage; } catch (e) { name = e.name; }
    parent.postMessage(name, '*');
  <\/script>`;
  t.add_cleanup(() => element.remove());
  const answer = new Promise((resolve) => addEventListener('message', resolve, {once: true}));
  document.body.append(element);
  assert_equals((await answer).data, 'SecurityError');
}, 'an opaque origin has no storage');
