// window.event: how long an event is the current one.
"use strict";

setup({allow_uncaught_exception: true});

test(() => {
  const target = new EventTarget(), seen = [];
  target.addEventListener("x", (e) => {
    seen.push(window.event === e);
    target.dispatchEvent(new Event("y"));
    seen.push(window.event === e);
  });
  target.addEventListener("y", (e) => seen.push(window.event === e));
  target.dispatchEvent(new Event("x"));
  assert_array_equals(seen, [true, true, true]);
  assert_equals(window.event, undefined);
}, "the innermost is, and the one around it again after it");
test(() => {
  const target = new EventTarget();
  let seen;
  self.addEventListener("error", (e) => { e.preventDefault(); seen = window.event; }, {once: true});
  target.addEventListener("x", { handleEvent() { throw new Error("told"); } });
  const e = new Event("x");
  let after;
  target.addEventListener("x", () => after = window.event);
  target.dispatchEvent(e);
  assert_equals(seen.type, "error");
  assert_equals(after, e);
}, "what a listener throws is reported while its event is current");
promise_test(async () => {
  const channel = new MessageChannel();
  const seen = await new Promise((resolve) => {
    channel.port1.onmessage = () => Promise.resolve().then(() => resolve(window.event?.type));
    channel.port2.postMessage(0);
  });
  assert_equals(seen, "message");
}, "microtasks of a listener still see it");
promise_test(async (t) => {
  const channel = new MessageChannel();
  await new Promise((resolve) => {
    channel.port1.onmessage = resolve;
    channel.port2.postMessage(0);
  });
  await new Promise((resolve) => t.step_timeout(resolve));
  assert_equals(window.event, undefined);
}, "later tasks do not");
