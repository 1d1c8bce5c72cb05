// What an Event tells of itself and what stops it.
"use strict";

test(() => {
  const event = new Event("x");
  assert_array_equals([event.type, event.bubbles, event.cancelable, event.composed, event.defaultPrevented, event.isTrusted, event.eventPhase], ["x", false, false, false, false, false, 0]);
  assert_equals(event.target, null);
  assert_equals(event.currentTarget, null);
  assert_equals(typeof event.timeStamp, "number");
}, "defaults");
test(() => {
  const event = new Event("x", { bubbles: true, cancelable: true, composed: true });
  assert_true(event.bubbles && event.cancelable && event.composed);
}, "from init");
test(() => assert_throws_js(TypeError, () => new Event()), "the type is required");
test(() => assert_throws_js(TypeError, () => Event("x")), "new is required");
test(() => {
  const target = new EventTarget();
  target.addEventListener("x", e => e.preventDefault());
  assert_false(target.dispatchEvent(new Event("x", { cancelable: true })));
  assert_true(target.dispatchEvent(new Event("x")));
}, "dispatchEvent() tells whether it was canceled");
test(() => {
  const event = new Event("x", { cancelable: true });
  event.returnValue = false;
  assert_true(event.defaultPrevented);
  event.returnValue = true;
  assert_true(event.defaultPrevented);
}, "returnValue");
test(() => {
  const outer = document.createElement("div"), inner = outer.appendChild(document.createElement("p")), log = [];
  inner.addEventListener("x", e => { log.push(1); e.stopPropagation(); });
  inner.addEventListener("x", () => log.push(2));
  outer.addEventListener("x", () => log.push(3));
  inner.dispatchEvent(new Event("x", { bubbles: true }));
  assert_array_equals(log, [1, 2]);
}, "stopPropagation() lets the others at the same target run");
test(() => {
  const target = new EventTarget(), log = [];
  target.addEventListener("x", e => { log.push(1); e.stopImmediatePropagation(); });
  target.addEventListener("x", () => log.push(2));
  target.dispatchEvent(new Event("x"));
  assert_array_equals(log, [1]);
}, "stopImmediatePropagation() does not");
test(() => {
  const target = document.createElement("p"), event = new Event("x"), log = [];
  target.addEventListener("x", () => log.push(1));
  event.stopPropagation();
  target.dispatchEvent(event);
  target.dispatchEvent(event);
  assert_array_equals(log, [1]);
}, "stopPropagation() before the dispatch holds for one dispatch");
test(() => {
  const target = new EventTarget(), event = new Event("x");
  let error;
  target.addEventListener("x", () => { try { target.dispatchEvent(event); } catch (e) { error = e; } });
  target.dispatchEvent(event);
  assert_equals(error.name, "InvalidStateError");
}, "an event that is being dispatched cannot be dispatched");
test(() => assert_throws_dom("InvalidStateError", () => new EventTarget().dispatchEvent(document.createEvent("Event"))), "nor one that is not initialized");
test(() => {
  const event = document.createEvent("Event");
  event.initEvent("x", true, true);
  assert_array_equals([event.type, event.bubbles, event.cancelable], ["x", true, true]);
}, "initEvent()");
test(() => {
  const event = new CustomEvent("x", { detail: { a: 1 } });
  assert_equals(event.detail.a, 1);
  assert_true(event instanceof Event);
  assert_equals(new CustomEvent("x").detail, null);
}, "CustomEvent carries detail");
test(() => {
  const target = new EventTarget(), event = new Event("x", { cancelable: true });
  target.addEventListener("x", e => e.preventDefault(), { once: true });
  target.dispatchEvent(event);
  assert_true(event.defaultPrevented);
  target.dispatchEvent(event);
  assert_true(event.defaultPrevented);
}, "defaultPrevented stays for a second dispatch");
