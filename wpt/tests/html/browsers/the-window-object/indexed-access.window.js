// Frames by index and by name.
"use strict";

const add = (t, attributes = {}) => {
  const iframe = document.createElement("iframe");
  for (const name of Object.keys(attributes)) iframe.setAttribute(name, attributes[name]);
  document.body.appendChild(iframe);
  t.add_cleanup(() => iframe.remove());
  return iframe;
};

test(() => {
  assert_equals(window.length, 0);
  assert_equals(window[0], undefined);
}, "without frames");
test(t => {
  const a = add(t), b = add(t);
  assert_equals(window.length, 2);
  assert_equals(window[0], a.contentWindow);
  assert_equals(window[1], b.contentWindow);
  assert_equals(window[2], undefined);
}, "in the order of insertion");
test(t => {
  const a = add(t), b = document.createElement("iframe");
  document.body.insertBefore(b, a);
  t.add_cleanup(() => b.remove());
  assert_equals(window[0], a.contentWindow);
  assert_equals(window[1], b.contentWindow);
}, "the order of insertion counts, not that of the tree");
test(t => {
  const a = add(t), b = add(t);
  a.remove();
  assert_equals(window.length, 1);
  assert_equals(window[0], b.contentWindow);
}, "removal moves the others up");
test(t => {
  const a = add(t);
  assert_equals(frames, window);
  assert_equals(frames[0], a.contentWindow);
  assert_true(0 in window);
  assert_true("0" in window);
  assert_false(1 in window);
}, "frames is the window");
test(t => {
  const a = add(t, { name: "someFrame" });
  assert_equals(window.someFrame, a.contentWindow);
  assert_true("someFrame" in window);
}, "by name");
test(t => {
  const a = add(t, { id: "someId" });
  assert_equals(window.someId, a);
}, "by id it is the element");
test(t => {
  const a = add(t, { name: "changing" });
  a.contentWindow.name = "changed";
  assert_equals(window.changed, a.contentWindow);
}, "a frame may change its name");
test(t => {
  const a = add(t);
  const inner = a.contentDocument.createElement("iframe");
  a.contentDocument.body.appendChild(inner);
  assert_equals(window.length, 1);
  assert_equals(a.contentWindow.length, 1);
  assert_equals(window[0][0], inner.contentWindow);
}, "only one's own frames count");
test(t => {
  const a = add(t);
  assert_throws_js(TypeError, () => { "use strict"; window[0] = 1; });
  assert_equals(window[0], a.contentWindow);
}, "an index cannot be assigned");
