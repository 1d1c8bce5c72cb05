// AbortSignal.any() and AbortSignal.timeout().
"use strict";

test(() => assert_false(AbortSignal.any([]).aborted), "any() of none");
test(() => {
  const a = new AbortController(), b = new AbortController(), any = AbortSignal.any([a.signal, b.signal]);
  assert_false(any.aborted);
  b.abort("b");
  assert_true(any.aborted);
  assert_equals(any.reason, "b");
  a.abort("a");
  assert_equals(any.reason, "b");
}, "any() follows the first to abort");
test(() => {
  const any = AbortSignal.any([AbortSignal.abort("one"), AbortSignal.abort("two")]);
  assert_true(any.aborted);
  assert_equals(any.reason, "one");
}, "any() of aborted signals");
test(() => {
  const a = new AbortController(), nested = AbortSignal.any([AbortSignal.any([a.signal])]);
  a.abort("deep");
  assert_equals(nested.reason, "deep");
}, "any() of any()");
test(() => {
  const a = new AbortController(), log = [], any = AbortSignal.any([a.signal]);
  any.addEventListener("abort", () => log.push("any"));
  a.signal.addEventListener("abort", () => log.push("source"));
  a.abort();
  assert_array_equals(log, ["source", "any"]);
}, "the source's event comes first");
test(() => {
  const a = new AbortController(), first = AbortSignal.any([a.signal]), second = AbortSignal.any([a.signal]), seen = [];
  first.addEventListener("abort", () => seen.push(second.aborted));
  a.abort();
  assert_array_equals(seen, [true]);
}, "all dependent signals are aborted before any event");
test(() => {
  const a = new AbortController(), any = AbortSignal.any([a.signal, a.signal]);
  let count = 0;
  any.addEventListener("abort", () => count++);
  a.abort();
  assert_equals(count, 1);
}, "a signal twice counts once");
test(() => assert_throws_js(TypeError, () => AbortSignal.any()), "any() needs an argument");
promise_test(async () => {
  const signal = AbortSignal.timeout(10);
  assert_false(signal.aborted);
  await new Promise(resolve => signal.addEventListener("abort", resolve));
  assert_true(signal.aborted);
  assert_equals(signal.reason.name, "TimeoutError");
}, "timeout() aborts with a TimeoutError");
promise_test(async () => {
  const any = AbortSignal.any([AbortSignal.timeout(10), new AbortController().signal]);
  await new Promise(resolve => any.addEventListener("abort", resolve));
  assert_equals(any.reason.name, "TimeoutError");
}, "any() with timeout()");
promise_test(async () => {
  const log = [], done = signal => new Promise(resolve => signal.addEventListener("abort", resolve));
  const late = AbortSignal.timeout(60), early = AbortSignal.timeout(10);
  late.addEventListener("abort", () => log.push("late"));
  early.addEventListener("abort", () => log.push("early"));
  await Promise.all([done(late), done(early)]);
  assert_array_equals(log, ["early", "late"]);
}, "timeouts abort in the order of their times");
for (const value of [-1, NaN, Infinity, 2 ** 53]) {
  test(() => assert_throws_js(TypeError, () => AbortSignal.timeout(value)), `timeout(${value}) is a TypeError`);
}
