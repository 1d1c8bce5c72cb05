// META: title=What goes wrong with shared workers
// META: script=/workers/resources/make.js
// META: script=/common/get-host-info.sub.js
// https://html.spec.whatwg.org/multipage/workers.html#dom-sharedworker

setup({allow_uncaught_exception: true});
const failure = (t, ...args) => {
  const worker = new SharedWorker(...args);
  worker.port.onmessage = t.unreached_func("it ran");
  return next(worker, "error");
};

promise_test(async (t) => {
  const e = await failure(t, "resources/nothing-here.js");
  assert_equals(e.constructor, Event);
  assert_false(e.bubbles);
}, "a script that is not there");

promise_test(async (t) => assert_equals((await failure(t, "resources/script.txt")).type, "error"), "a script of the wrong type");
promise_test(async (t) => assert_equals((await failure(t, "resources/does-not-parse.js")).type, "error"), "a script that does not parse");
promise_test(async (t) => {
  const url = get_host_info().HTTP_REMOTE_ORIGIN + "/workers/resources/counts.js";
  const e = await Promise.resolve().then(() => failure(t, url)).catch((e) => e); // Chrome throws at once
  assert_equals(e instanceof Event ? e.type : e.name, e instanceof Event ? "error" : "SecurityError");
}, "a script of another origin");
promise_test(async (t) => assert_equals((await failure(t, "resources/imports-broken.js", {type: "module"})).type, "error"), "a module that imports what does not parse");

promise_test(async (t) => {
  const both = await Promise.all([failure(t, "resources/nothing-here.js?both", "n"), failure(t, "resources/nothing-here.js?both", "n")]);
  assert_array_equals(both.map((e) => e.type), ["error", "error"]);
}, "everyone who waits for it is told");

promise_test(async (t) => {
  new SharedWorker("resources/counts.js", {name: "options", type: "classic"});
  await failure(t, "resources/counts.js", {name: "options", type: "module"});
}, "the same worker with another type");

promise_test(async (t) => {
  new SharedWorker("resources/counts.js", {name: "credentials", credentials: "omit"});
  await failure(t, "resources/counts.js", {name: "credentials", credentials: "include"});
}, "and with other credentials");

promise_test(async (t) => {
  const worker = new SharedWorker("resources/counts.js", "throws");
  worker.onerror = t.unreached_func("an error event");
  worker.port.onmessage = null;
  worker.port.start();
  await said(worker.port);
  worker.port.postMessage("throw");
  worker.port.postMessage("still there");
  assert_array_equals(await said(worker.port), ["echo", "still there"]);
}, "an exception of its script is told to nobody outside");
