// META: title=Module workers
// META: script=/workers/resources/make.js
// https://html.spec.whatwg.org/multipage/webappapis.html#fetch-a-module-worker-script-tree

promise_test(async (t) => {
  const worker = new Worker("resources/module.js", {type: "module"});
  t.add_cleanup(() => worker.terminate());
  assert_array_equals(await said(worker), ["hello", "/workers/resources/module.js", "undefined", "/workers/resources/module.js"]);
}, "imports, import.meta and this");

promise_test(async (t) => {
  const worker = work(t, "try { importScripts() } catch (e) { postMessage(e instanceof TypeError) }", {type: "module"});
  assert_equals(await said(worker), true);
}, "importScripts() throws");

promise_test(async (t) => {
  const worker = new Worker("resources/broken-module.js", {type: "module"});
  worker.onmessage = t.unreached_func("it ran");
  assert_equals((await next(worker, "error")).constructor, Event);
}, "an import that is not there");

promise_test(async (t) => {
  const worker = work(t, "await 0; postMessage('awaited')", {type: "module"});
  assert_equals(await said(worker), "awaited");
}, "await at the top");

promise_test(async (t) => {
  const worker = work(t, "undeclared = 1", {type: "module"});
  const e = await next(worker, "error");
  e.preventDefault();
  assert_true(e.message.includes("undeclared"), e.message);
}, "modules are strict");

promise_test(async (t) => {
  const word = new URL("resources/word.js", location.href).href;
  const worker = work(t, `import("${word}").then((m) => postMessage(m.word))`);
  assert_equals(await said(worker), "hello");
}, "import() in a classic worker");
