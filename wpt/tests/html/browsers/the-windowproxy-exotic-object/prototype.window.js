// Prototypes that stay as they are, and the WindowProxy's own algorithms for its own origin.
"use strict";

for (const [name, object] of Object.entries({ window, "Window.prototype": Window.prototype, "EventTarget.prototype": EventTarget.prototype, location })) {
  const original = Object.getPrototypeOf(object);
  test(() => {
    assert_throws_js(TypeError, () => Object.setPrototypeOf(object, {}));
    assert_throws_js(TypeError, () => Object.setPrototypeOf(object, null));
    assert_throws_js(TypeError, () => { object.__proto__ = {}; });
    assert_false(Reflect.setPrototypeOf(object, {}));
    assert_equals(Object.getPrototypeOf(object), original);
  }, `${name} takes no other prototype`);
  test(() => {
    assert_true(Reflect.setPrototypeOf(object, original));
    Object.setPrototypeOf(object, original);
  }, `${name} takes the one that it has`);
}
test(() => {
  assert_throws_js(TypeError, () => Object.preventExtensions(window));
  assert_false(Reflect.preventExtensions(window));
  assert_true(Object.isExtensible(window));
}, "the window stays extensible");
test(t => {
  let that;
  Object.defineProperty(window, "accessor", { configurable: true, get() { return this; }, set() { that = this; } });
  t.add_cleanup(() => { delete window.accessor; });
  assert_equals(window.accessor, window);
  window.accessor = 1;
  assert_equals(that, window);
}, "accessors get the proxy as this");
for (const key of [0, 7, 2 ** 31, 2 ** 32 - 2])
  test(() => {
    assert_throws_js(TypeError, () => { window[key] = 1; });
    assert_throws_js(TypeError, () => Object.defineProperty(window, key, { value: 1 }));
    assert_false(key in window);
  }, `${key} is an index that cannot be set`);
for (const key of [2 ** 32 - 1, -1, 0.5])
  test(t => {
    window[key] = 1;
    t.add_cleanup(() => { delete window[key]; });
    assert_equals(window[key], 1);
  }, `${key} is no index`);
test(t => {
  const frame = document.body.appendChild(document.createElement("iframe"));
  t.add_cleanup(() => frame.remove());
  const d = Object.getOwnPropertyDescriptor(window, 0);
  assert_equals(d.value, frame.contentWindow);
  assert_array_equals([d.writable, d.enumerable, d.configurable], [false, true, true]);
  assert_false(Reflect.deleteProperty(window, 0));
  assert_true(Reflect.deleteProperty(window, 1));
  assert_equals(Reflect.ownKeys(window)[0], "0");
}, "a frame as an indexed property");
