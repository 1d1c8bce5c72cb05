// META: title=What modules of workers import
// META: script=/workers/resources/make.js
// META: script=/common/get-host-info.sub.js
// https://html.spec.whatwg.org/multipage/webappapis.html#fetch-the-descendants-of-and-link-a-module-script

const module = (t, url) => {
  const worker = new Worker(url, {type: "module"});
  t.add_cleanup(() => worker.terminate());
  return worker;
};

promise_test(async (t) => assert_array_equals(await said(module(t, "resources/graph.js")), ["b", "a"]), "each module runs once, in order, with cycles");

promise_test(async (t) => {
  const worker = module(t, "resources/imports-broken.js");
  worker.onmessage = t.unreached_func("it ran");
  assert_equals((await next(worker, "error")).type, "error");
}, "one that imports what does not parse");

promise_test(async (t) => {
  const {log, same, word, failed, again, broken} = await said(new Worker("resources/dynamic.js"));
  assert_array_equals(log, ["after import()", "microtask"]);
  assert_true(same);
  assert_equals(word, "hello");
  assert_array_equals([failed, again, broken], ["TypeError", "TypeError", "SyntaxError"]);
}, "import() in a classic worker");

promise_test(async (t) => {
  const {same, word, failed, broken} = await said(module(t, "resources/dynamic.js"));
  assert_array_equals([same, word, failed, broken], [true, "hello", "TypeError", "SyntaxError"]);
}, "import() in a module worker");

promise_test(async (t) => {
  const worker = work(t, `let ticks = 0; setInterval(() => ticks++, 10); import("${new URL("resources/word.js?pipe=trickle(d1)", location.href).href}").then((m) => postMessage([m.word, ticks > 3]))`);
  assert_array_equals(await said(worker), ["hello", true]);
}, "the worker goes on while import() waits");

promise_test(async (t) => {
  const worker = work(t, `import("no such place").catch((e) => postMessage(e.name))`);
  assert_equals(await said(worker), "TypeError");
}, "a specifier that is no address");

promise_test(async (t) => {
  const remote = get_host_info().HTTP_REMOTE_ORIGIN;
  const worker = work(t, `import "${remote}/workers/resources/word.js"; postMessage("ran")`, {type: "module"});
  worker.onmessage = t.unreached_func("it ran");
  await next(worker, "error");
}, "another origin that does not permit it");

promise_test(async (t) => {
  const remote = get_host_info().HTTP_REMOTE_ORIGIN;
  const worker = work(t, `import {word} from "${remote}/workers/resources/word.js?pipe=header(Access-Control-Allow-Origin,*)"; postMessage(word)`, {type: "module"});
  assert_equals(await said(worker), "hello");
}, "another origin that permits it");

promise_test(async () => {
  const log = [];
  self.moduleLog = (v) => log.push(v);
  const script = document.createElement("script");
  script.type = "module";
  script.textContent = `import {word} from "/workers/resources/word.js?pipe=trickle(d1)"; moduleLog(word)`;
  const ran = new Promise((resolve) => { self.moduleLog = (v) => { log.push(v); resolve(); }; });
  setTimeout(() => log.push("timer"), 10);
  document.body.append(script);
  await ran;
  assert_array_equals(log, ["timer", "hello"]);
}, "a page goes on while its module waits for what it imports");

promise_test(async () => {
  const script = document.createElement("script");
  script.type = "module";
  script.src = "/workers/resources/broken-module.js";
  const failed = next(script, "error");
  document.body.append(script);
  assert_equals((await failed).type, "error");
}, "a script element whose module imports what is not there");
