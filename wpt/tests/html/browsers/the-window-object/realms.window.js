// Each frame has a realm; objects pass freely between those of one origin.
"use strict";

const add = t => {
  const iframe = document.createElement("iframe");
  document.body.appendChild(iframe);
  t.add_cleanup(() => iframe.remove());
  return iframe.contentWindow;
};

for (const name of ["Object", "Array", "Function", "Promise", "TypeError", "Map", "EventTarget", "Node", "Event", "AbortController", "Request", "URL"]) {
  test(t => {
    const other = add(t);
    assert_not_equals(other[name], window[name]);
    assert_equals(typeof other[name], "function");
  }, `${name} is another in a frame`);
}
test(t => {
  const other = add(t);
  const list = other.eval("[1, 2]");
  assert_false(list instanceof Array);
  assert_true(list instanceof other.Array);
  assert_true(Array.isArray(list));
  assert_array_equals(list.map(x => x + 1), [2, 3]);
}, "an array of a frame");
test(t => {
  const other = add(t);
  const element = other.document.createElement("p");
  assert_true(element instanceof other.HTMLElement);
  document.body.appendChild(element);
  t.add_cleanup(() => element.remove());
  assert_equals(element.ownerDocument, document);
  assert_true(element instanceof other.HTMLElement, "adoption does not change its prototype");
}, "a node of a frame, adopted");
test(t => {
  const other = add(t);
  let error;
  try { other.eval("null.x"); } catch (e) { error = e; }
  assert_true(error instanceof other.TypeError);
  assert_false(error instanceof TypeError);
}, "an error of a frame");
test(t => {
  const other = add(t);
  let error;
  try { other.document.createElement(" "); } catch (e) { error = e; }
  assert_true(error instanceof other.DOMException);
}, "an exception of a frame's method");
test(t => {
  const other = add(t);
  other.shared = { count: 1 };
  other.eval("shared.count++");
  assert_equals(other.shared.count, 2);
}, "objects are shared, not copied");
promise_test(async t => {
  const other = add(t);
  assert_equals(await other.Promise.resolve(5), 5);
  assert_true(other.eval("(async () => {})()") instanceof other.Promise);
}, "promises of a frame can be awaited");
test(t => {
  const other = add(t);
  const event = new other.Event("x");
  let seen;
  const target = new EventTarget();
  target.addEventListener("x", e => { seen = e; });
  target.dispatchEvent(event);
  assert_equals(seen, event);
}, "an event of a frame can be dispatched here");
