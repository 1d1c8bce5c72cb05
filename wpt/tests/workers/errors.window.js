// META: title=What goes wrong in a worker
// META: script=/workers/resources/make.js
// https://html.spec.whatwg.org/multipage/webappapis.html#report-an-exception

setup({allow_uncaught_exception: true});

promise_test(async (t) => {
  const worker = work(t, "\nthrow new RangeError('out')");
  const e = await next(worker, "error");
  e.preventDefault();
  assert_true(e instanceof ErrorEvent);
  assert_true(e.cancelable);
  assert_true(e.message.includes("out"), e.message);
  assert_equals(e.lineno, 2);
  assert_true(e.filename.startsWith("blob:"));
  assert_equals(e.error, null);
}, "an exception is an ErrorEvent at the Worker, without the value");

promise_test(async (t) => {
  const worker = work(t, "onerror = (message, file, line, column, error) => { postMessage([line, error.name, typeof message]); return true; };\nnull.x");
  worker.onerror = t.unreached_func("handled inside");
  assert_array_equals(await said(worker), [2, "TypeError", "string"]);
}, "onerror of the scope gets five arguments and can handle it");

promise_test(async (t) => {
  const worker = work(t, "addEventListener('error', (e) => postMessage([e instanceof ErrorEvent, e.error]));\nthrow 7");
  worker.onerror = (e) => e.preventDefault();
  assert_array_equals(await said(worker), [true, 7]);
}, "inside, the value is there");

promise_test(async (t) => {
  const reported = next(self, "error");
  const worker = work(t, "throw new Error('far')");
  const e = await reported;
  assert_equals(e.target, self);
  assert_true(e.message.includes("far"), e.message);
  assert_true(e.filename.startsWith("blob:"));
}, "what nobody handles is reported to the page");

promise_test(async (t) => {
  const inner = source("throw new Error('deep')");
  const worker = work(t, `new Worker(${JSON.stringify(inner)})`);
  const e = await next(worker, "error");
  e.preventDefault();
  assert_true(e.message.includes("deep"), e.message);
}, "and climbs through nested workers");

promise_test(async (t) => {
  const worker = new Worker("resources/nothing-here.js");
  const e = await next(worker, "error");
  assert_equals(e.constructor, Event);
  assert_false(e.bubbles);
}, "a script that is not there is a plain error event");

promise_test(async (t) => {
  assert_false((await next(new Worker("resources/nothing-here.js"), "error")).cancelable);
}, "which cannot be canceled");

promise_test(async (t) => {
  const worker = new Worker("resources/script.txt");
  const e = await Promise.race([next(worker, "error"), next(worker)]);
  assert_equals(e.type, "error");
  assert_equals(e.constructor, Event);
}, "and so is one that is no script");

promise_test(async (t) => {
  const worker = work(t, "this is no script");
  const e = await next(worker, "error");
  e.preventDefault();
  assert_equals(e.constructor, Event);
}, "and one that does not parse");

promise_test(async (t) => {
  const worker = work(t, "onunhandledrejection = (e) => { e.preventDefault(); postMessage(e.reason) }; Promise.reject('no')");
  assert_equals(await said(worker), "no");
}, "unhandledrejection");

promise_test(async (t) => {
  const worker = work(t, "onmessage = () => { throw new Error('late') }");
  worker.postMessage(0);
  const e = await next(worker, "error");
  e.preventDefault();
  assert_true(e.message.includes("late"), e.message);
}, "an exception in a listener");

promise_test(async (t) => {
  const worker = work(t, "reportError('told')");
  const e = await next(worker, "error");
  e.preventDefault();
  assert_true(e.message.includes("told"), e.message);
}, "reportError()");
