// META: script=/common/utils.js
// META: script=/fetch/fetch-later/resources/beacon-log.js
// The FetchLaterResult interface.
"use strict";

const call = t => fetchLater("/", { signal: signalFor(t) });

test(t => assert_true(call(t) instanceof FetchLaterResult), "fetchLater() gives a FetchLaterResult");
test(t => assert_class_string(call(t), "FetchLaterResult"), "its class string");
test(t => assert_not_equals(call(t), call(t)), "each call gives a new object");
test(t => assert_equals(typeof call(t).then, "undefined"), "it is no promise");
test(t => assert_own_property(FetchLaterResult.prototype, "activated"), "activated lies on the prototype");
test(t => {
  const result = call(t);
  assert_not_own_property(result, "activated");
  assert_readonly(result, "activated");
  assert_throws_js(TypeError, () => { result.activated = true; });
  assert_false(result.activated);
}, "activated is read-only");
test(() => assert_throws_js(TypeError, () => new FetchLaterResult()), "it cannot be constructed");
test(() => assert_throws_js(TypeError, () => FetchLaterResult.prototype.activated), "activated checks its receiver");
test(() => {
  const descriptor = Object.getOwnPropertyDescriptor(window, "fetchLater");
  assert_true(descriptor.writable && descriptor.enumerable && descriptor.configurable);
}, "fetchLater is an ordinary operation of Window");
promise_test(async t => {
  const other = (await frame(t)).contentWindow;
  const result = other.fetchLater("/", { signal: signalFor(t) });
  assert_true(result instanceof other.FetchLaterResult);
  assert_false(result instanceof FetchLaterResult);
}, "the result belongs to the realm of the function");
promise_test(async t => {
  const other = (await frame(t)).contentWindow;
  assert_throws_js(other.TypeError, () => other.fetchLater("data:,"));
  assert_throws_js(other.RangeError, () => other.fetchLater("/", { activateAfter: -1 }));
}, "what it throws belongs to the realm of the function");
