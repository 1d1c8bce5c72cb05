// AbortController and AbortSignal.
"use strict";

test(() => {
  const { signal } = new AbortController();
  assert_false(signal.aborted);
  assert_equals(signal.reason, undefined);
}, "a new signal");
test(() => {
  const c = new AbortController();
  assert_equals(c.signal, c.signal);
}, "a controller has one signal");
test(() => {
  const c = new AbortController();
  c.abort();
  assert_true(c.signal.aborted);
  assert_equals(c.signal.reason.name, "AbortError");
  assert_true(c.signal.reason instanceof DOMException);
}, "abort() makes an AbortError");
test(() => {
  const c = new AbortController(), reason = {};
  c.abort(reason);
  assert_equals(c.signal.reason, reason);
}, "abort(reason)");
test(() => {
  const c = new AbortController();
  c.abort(null);
  assert_equals(c.signal.reason, null);
}, "null is a reason");
test(() => {
  const c = new AbortController();
  let count = 0;
  c.signal.addEventListener("abort", () => count++);
  c.abort(1);
  c.abort(2);
  assert_equals(count, 1);
  assert_equals(c.signal.reason, 1);
}, "only the first abort() counts");
test(() => {
  const c = new AbortController();
  let event;
  c.signal.onabort = e => { event = e; assert_true(c.signal.aborted); };
  c.abort();
  assert_equals(event.type, "abort");
  assert_equals(event.target, c.signal);
  assert_true(event.isTrusted);
  assert_false(event.bubbles);
}, "the abort event");
test(() => {
  const log = [], c = new AbortController();
  c.signal.addEventListener("abort", () => log.push("listener"));
  log.push("before");
  c.abort();
  log.push("after");
  assert_array_equals(log, ["before", "listener", "after"]);
}, "it fires synchronously");
test(() => {
  const signal = AbortSignal.abort("x");
  assert_true(signal.aborted);
  assert_equals(signal.reason, "x");
}, "AbortSignal.abort()");
test(() => {
  const reason = new Error("mine"), c = new AbortController();
  c.signal.throwIfAborted();
  c.abort(reason);
  assert_throws_exactly(reason, () => c.signal.throwIfAborted());
}, "throwIfAborted()");
test(() => assert_throws_js(TypeError, () => new AbortSignal()), "AbortSignal cannot be constructed");
promise_test(async t => {
  const c = new AbortController(), reason = { mine: 1 };
  c.abort(reason);
  await promise_rejects_exactly(t, reason, fetch("/common/blank.html", { signal: c.signal }));
}, "fetch() rejects with the reason");
