// Scripts that script inserts.
"use strict";

var scriptLog = self.scriptLog = [];
const RES = "/html/semantics/scripting-1/the-script-element/resources/";
const make = (attributes = {}, text) => {
  const script = document.createElement("script");
  for (const name of Object.keys(attributes)) script.setAttribute(name, attributes[name]);
  if (text !== undefined) script.textContent = text;
  return script;
};
const add = script => document.body.appendChild(script);
const event = (script, type = "load") => new Promise(resolve => script.addEventListener(type, resolve, { once: true }));
const reset = () => { scriptLog.length = 0; };

test(() => {
  reset();
  add(make({}, "scriptLog.push('now')"));
  assert_array_equals(scriptLog, ["now"]);
}, "an inline script runs during insertion");
test(() => {
  reset();
  const script = add(make({}, "scriptLog.push('once')"));
  script.remove();
  add(script);
  assert_array_equals(scriptLog, ["once"]);
}, "it runs once");
test(() => {
  reset();
  const script = add(make());
  assert_array_equals(scriptLog, []);
  script.textContent = "scriptLog.push('filled')";
  assert_array_equals(scriptLog, ["filled"]);
}, "an empty one runs when it is filled");
test(() => {
  reset();
  const div = document.createElement("div");
  div.innerHTML = "<script>scriptLog.push('never')</" + "script>";
  document.body.appendChild(div);
  assert_array_equals(scriptLog, []);
}, "one made by innerHTML does not run");
test(() => {
  reset();
  make({}, "scriptLog.push('never')");
  document.createElement("div").appendChild(make({}, "scriptLog.push('never')"));
  assert_array_equals(scriptLog, []);
}, "one outside the document does not run");
promise_test(async () => {
  reset();
  const script = make({ src: RES + "log-a.js" }), done = event(script);
  add(script);
  assert_array_equals(scriptLog, []);
  await done;
  assert_array_equals(scriptLog, ["external a"]);
}, "an external one runs later, then load fires");
promise_test(async () => {
  reset();
  const a = make({ src: RES + "log-a.js?pipe=trickle(d0.1)" }), b = make({ src: RES + "log-b.js" });
  a.async = b.async = false;
  const done = Promise.all([event(a), event(b)]);
  add(a);
  add(b);
  await done;
  assert_array_equals(scriptLog, ["external a", "external b"]);
}, "async = false keeps the order");
test(() => assert_true(document.createElement("script").async), "scripts made by script are async");
promise_test(async () => {
  const script = make({ src: RES + "no-such-script.js" }), done = event(script, "error");
  add(script);
  const e = await done;
  assert_false(e.bubbles);
}, "error fires for a 404");
promise_test(async () => {
  const script = make({ src: "" }), done = event(script, "error");
  add(script);
  await done;
}, "error fires for an empty src");
promise_test(async () => {
  reset();
  const ran = new Promise(resolve => { self.moduleRan = resolve; });
  add(make({ type: "module" }, "scriptLog.push('module', typeof this, document.currentScript); moduleRan()"));
  assert_array_equals(scriptLog, []);
  await ran;
  assert_array_equals(scriptLog, ["module", "undefined", null]);
}, "an inline module runs later, without this and currentScript");
