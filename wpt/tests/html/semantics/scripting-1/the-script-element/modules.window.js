// Modules.
"use strict";

const RES = "/html/semantics/scripting-1/the-script-element/resources/";

promise_test(async () => {
  const m = await import(RES + "module.mjs");
  assert_equals(m.default, location.origin + RES + "module.mjs");
}, "import() and import.meta.url");
promise_test(async () => {
  assert_equals(await import(RES + "module.mjs"), await import(RES + "module.mjs"));
}, "a module is loaded once");
promise_test(async () => {
  const a = await import(RES + "counter.mjs?a"), b = await import(RES + "counter.mjs?b");
  assert_not_equals(a, b);
  a.count();
  assert_equals(a.n, 1, "bindings are live");
  assert_equals(b.n, 0);
}, "another query is another module");
promise_test(async () => {
  const m = await import(RES + "counter.mjs?c");
  assert_equals(Object.prototype.toString.call(m), "[object Module]");
  assert_array_equals(Object.keys(m), ["count", "n"]);
  assert_throws_js(TypeError, () => { m.n = 5; });
}, "the namespace object");
promise_test(t => promise_rejects_js(t, TypeError, import(RES + "no-such-module.mjs")), "a missing module rejects");
promise_test(t => promise_rejects_js(t, TypeError, import("bare")), "a bare specifier rejects");
promise_test(t => promise_rejects_js(t, SyntaxError, import(RES + "syntax-error.mjs")), "a syntax error rejects");
promise_test(async () => {
  const m = await import(RES + "awaits.mjs");
  assert_equals(m.x, 7);
}, "top-level await");
promise_test(t => promise_rejects_exactly(t, "boom", import(RES + "throws.mjs")), "what evaluation throws rejects");
promise_test(async () => {
  assert_equals((await import("data:text/javascript,export default 5")).default, 5);
}, "a data: URL");
promise_test(async () => {
  const url = URL.createObjectURL(new Blob(["export default import.meta.url"], { type: "text/javascript" }));
  assert_equals((await import(url)).default, url);
}, "a blob: URL");
promise_test(async t => {
  await promise_rejects_js(t, TypeError, import("data:text/plain,export default 5"));
  await promise_rejects_js(t, TypeError, import(URL.createObjectURL(new Blob(["export {}"]))));
  await promise_rejects_js(t, TypeError, import("blob:" + location.origin + "/00000000-0000-0000-0000-000000000000"));
}, "local URLs need a JavaScript MIME type, and must exist");
