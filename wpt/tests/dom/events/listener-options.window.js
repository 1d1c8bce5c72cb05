// The options of addEventListener().
"use strict";

const fire = target => { const event = new Event("x", { cancelable: true }); target.dispatchEvent(event); return event; };

test(() => {
  const target = new EventTarget();
  let count = 0;
  target.addEventListener("x", () => { count++; fire(target); }, { once: true });
  fire(target);
  fire(target);
  assert_equals(count, 1);
}, "once: removed before it is called");
test(() => {
  const target = new EventTarget();
  let event = null;
  target.addEventListener("x", e => { e.preventDefault(); event = e; }, { passive: true });
  assert_false(fire(target).defaultPrevented);
  assert_false(event.defaultPrevented);
}, "passive: preventDefault() has no effect");
test(() => {
  const target = new EventTarget(), controller = new AbortController();
  let count = 0;
  target.addEventListener("x", () => count++, { signal: controller.signal });
  fire(target);
  controller.abort();
  fire(target);
  assert_equals(count, 1);
}, "signal: abort removes it");
test(() => {
  const target = new EventTarget();
  let count = 0;
  target.addEventListener("x", () => count++, { signal: AbortSignal.abort() });
  fire(target);
  assert_equals(count, 0);
}, "signal: an aborted one adds nothing");
test(() => {
  const target = new EventTarget(), controller = new AbortController(), log = [];
  target.addEventListener("x", () => { log.push(1); controller.abort(); });
  target.addEventListener("x", () => log.push(2), { signal: controller.signal });
  fire(target);
  assert_array_equals(log, [1]);
}, "signal: abort during dispatch");
test(() => {
  const target = new EventTarget();
  assert_throws_js(TypeError, () => target.addEventListener("x", () => {}, { signal: null }));
}, "signal: null is a TypeError");
test(() => {
  const target = new EventTarget(), f = () => assert_unreached("removed");
  target.addEventListener("x", f, { capture: true, once: true, passive: true });
  target.removeEventListener("x", f, true);
  fire(target);
}, "removal looks at capture only");
test(() => {
  const target = new EventTarget();
  let count = 0;
  const f = () => count++;
  target.addEventListener("x", f, { capture: true });
  target.removeEventListener("x", f);
  fire(target);
  assert_equals(count, 1);
}, "removal without capture leaves a capturing listener");
test(() => {
  const target = new EventTarget();
  target.addEventListener("x", null);
  target.removeEventListener("x", null);
  assert_true(target.dispatchEvent(new Event("x")));
}, "a null callback is ignored");
test(() => {
  const target = new EventTarget(), object = { count: 0, handleEvent(e) { this.count++; assert_equals(e.type, "x"); } };
  target.addEventListener("x", object);
  fire(target);
  assert_equals(object.count, 1);
}, "an object with handleEvent()");
test(() => {
  const target = new EventTarget(), object = {};
  let count = 0;
  target.addEventListener("x", object);
  object.handleEvent = () => count++;
  fire(target);
  assert_equals(count, 1);
}, "handleEvent is looked up when it is called");
test(() => {
  const target = new EventTarget();
  let self;
  target.addEventListener("x", function () { self = this; });
  fire(target);
  assert_equals(self, target);
}, "this is the current target");
