// The order of timers and what they are given.
"use strict";

const wait = ms => new Promise(resolve => setTimeout(resolve, ms));

promise_test(async () => {
  const log = [];
  setTimeout(() => log.push(1), 0);
  setTimeout(() => log.push(2), 0);
  setTimeout(() => log.push(3), 0);
  await wait(10);
  assert_array_equals(log, [1, 2, 3]);
}, "equal times: the order of the calls");
promise_test(async () => {
  const log = [];
  setTimeout(() => log.push("late"), 40);
  setTimeout(() => log.push("early"), 10);
  await wait(80);
  assert_array_equals(log, ["early", "late"]);
}, "the earlier time first");
promise_test(async () => {
  const log = [];
  setTimeout(() => { log.push("a"); Promise.resolve().then(() => log.push("microtask")); }, 0);
  setTimeout(() => log.push("b"), 0);
  await wait(10);
  assert_array_equals(log, ["a", "microtask", "b"]);
}, "microtasks run between timers");
promise_test(async () => {
  const args = await new Promise(resolve => setTimeout((...a) => resolve(a), 0, 1, "b"));
  assert_array_equals(args, [1, "b"]);
}, "arguments are passed on");
promise_test(async () => {
  const self_ = await new Promise(resolve => setTimeout(function () { resolve(this); }, 0));
  assert_equals(self_, window);
}, "this is the window");
promise_test(async () => {
  let ran = false;
  const id = setTimeout(() => { ran = true; }, 0);
  assert_equals(typeof id, "number");
  assert_greater_than(id, 0);
  clearTimeout(id);
  await wait(10);
  assert_false(ran);
}, "clearTimeout()");
promise_test(async () => {
  let count = 0;
  const id = setInterval(() => { if (++count === 3) clearInterval(id); }, 1);
  await wait(80);
  assert_equals(count, 3);
}, "an interval clears itself");
promise_test(async () => {
  let ran = false;
  clearInterval(setTimeout(() => { ran = true; }, 0));
  await wait(10);
  assert_false(ran);
}, "clearInterval() clears a timeout");
promise_test(async () => {
  window.fromString = 0;
  setTimeout("window.fromString++", 0);
  await wait(10);
  assert_equals(window.fromString, 1);
}, "a string is code");
promise_test(async () => {
  const log = [];
  setTimeout(() => log.push("timer"), -5);
  log.push("now");
  await wait(10);
  assert_array_equals(log, ["now", "timer"]);
}, "a negative time is zero");
test(() => {
  clearTimeout();
  clearTimeout(0);
  clearTimeout(123456789);
  clearTimeout(null);
}, "clearing what is not there does nothing");
promise_test(async () => {
  const before = performance.now();
  await wait(30);
  assert_greater_than_equal(performance.now() - before, 29);
}, "performance.now() moves with timers");
