// How errors that nobody catches are told.
"use strict";

setup({ allow_uncaught_exception: true });

const next = type => new Promise(resolve => addEventListener(type, resolve, { once: true }));

promise_test(async () => {
  const error = new Error("on purpose"), told = next("error");
  setTimeout(() => { throw error; }, 0);
  const event = await told;
  assert_class_string(event, "ErrorEvent");
  assert_equals(event.error, error);
  assert_true(event.message.includes("on purpose"));
  assert_true(event.cancelable);
}, "an error event, from a timer");
promise_test(async () => {
  const told = next("error");
  setTimeout(() => { throw "text"; }, 0);
  assert_equals((await told).error, "text");
}, "any value can be thrown");
test(() => {
  const log = [], listen = e => { log.push(e.error.message); };
  addEventListener("error", listen);
  const target = new EventTarget();
  target.addEventListener("x", () => { throw new Error("one"); });
  target.addEventListener("x", () => log.push("two"));
  target.dispatchEvent(new Event("x"));
  removeEventListener("error", listen);
  assert_array_equals(log, ["one", "two"]);
}, "a listener that throws is reported at once and stops nothing");
promise_test(async () => {
  const told = next("unhandledrejection"), reason = new Error("rejected"), promise = Promise.reject(reason);
  const event = await told;
  assert_class_string(event, "PromiseRejectionEvent");
  assert_equals(event.reason, reason);
  assert_equals(event.promise, promise);
  assert_true(event.cancelable);
  // While the event is still being dispatched a handler would come in time.
  await new Promise(resolve => setTimeout(resolve, 0));
  const handled = next("rejectionhandled");
  promise.catch(() => {});
  assert_equals((await handled).promise, promise);
}, "unhandledrejection, then rejectionhandled");
promise_test(async () => {
  let told = false;
  const listen = () => { told = true; };
  addEventListener("unhandledrejection", listen);
  const promise = Promise.reject(1);
  await Promise.resolve();
  promise.catch(() => {});
  await new Promise(resolve => setTimeout(resolve, 30));
  removeEventListener("unhandledrejection", listen);
  assert_false(told);
}, "a rejection that is handled in time is not told");
promise_test(async () => {
  const args = await new Promise(resolve => {
    window.onerror = (...a) => { resolve(a); return true; };
    setTimeout(() => { throw new TypeError("five"); }, 0);
  });
  window.onerror = null;
  assert_equals(args.length, 5);
  assert_true(args[0].includes("five"));
  assert_true(args[4] instanceof TypeError);
}, "window.onerror gets five arguments");
promise_test(async () => {
  const told = next("error"), error = new Error("reported");
  reportError(error);
  assert_equals((await told).error, error);
}, "reportError()");
