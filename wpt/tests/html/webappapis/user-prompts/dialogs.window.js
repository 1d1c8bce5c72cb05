// META: script=/common/get-host-info.sub.js
// alert(), confirm() and prompt(): whoever runs the tests accepts every dialog.
"use strict";

test(() => {
  assert_equals(alert("one"), undefined);
  assert_equals(alert(), undefined);
}, "alert() returns nothing");
test(() => assert_true(confirm("two")), "confirm() returns true when it is accepted");
test(() => assert_equals(typeof prompt("three", "default"), "string"), "prompt() returns a string when it is accepted");
test(() => {
  assert_equals(alert.length, 0);
  assert_equals(confirm.length, 0);
  assert_equals(prompt.length, 0);
}, "no argument is required");
for (const name of ["alert", "confirm", "prompt"]) {
  test(() => {
    assert_throws_js(TypeError, () => self[name](Symbol()));
    assert_throws_exactly(self, () => self[name]({ toString() { throw self; } }));
  }, `${name}() converts its argument to a string first`);
}
test(() => {
  const before = performance.now();
  let ran = false;
  Promise.resolve().then(() => { ran = true; });
  confirm("the script waits");
  assert_false(ran, "no microtask runs while a dialog is shown");
  assert_greater_than_equal(performance.now(), before);
}, "a dialog is a pause within a task");

const frame = (t, attributes, doc = document) => new Promise(resolve => {
  const iframe = doc.createElement("iframe");
  for (const name of Object.keys(attributes)) iframe.setAttribute(name, attributes[name]);
  iframe.addEventListener("load", () => resolve(iframe), { once: true });
  t.add_cleanup(() => iframe.remove());
  doc.body.append(iframe);
});
const answers = "parent.postMessage([String(alert(1)), confirm(2), prompt(3)], '*')";
const told = source => new Promise(resolve => addEventListener("message", function listen(e) {
  if (source && e.source !== source()) return;
  removeEventListener("message", listen);
  resolve(e.data);
}));

promise_test(async t => {
  const data = told();
  await frame(t, { srcdoc: `<script>${answers}<\/script>` });
  assert_array_equals((await data).slice(0, 2), ["undefined", true]);
}, "a frame of the same origin may show dialogs");
promise_test(async t => {
  const data = told();
  await frame(t, { sandbox: "allow-scripts allow-same-origin", srcdoc: `<script>${answers}<\/script>` });
  assert_array_equals(await data, ["undefined", false, null]);
}, "a sandboxed frame may not");
promise_test(async t => {
  const data = told();
  await frame(t, { sandbox: "allow-scripts allow-same-origin allow-modals", srcdoc: `<script>${answers}<\/script>` });
  assert_array_equals((await data).slice(0, 2), ["undefined", true]);
}, "one with allow-modals may");
promise_test(async t => {
  const data = told();
  await frame(t, { src: get_host_info().HTTP_REMOTE_ORIGIN + new URL("resources/asks.html", location).pathname });
  assert_array_equals(await data, ["undefined", false, null]);
}, "a frame of another origin may not");
for (const type of ["beforeunload", "pagehide", "visibilitychange", "unload"]) {
  promise_test(async t => {
    const iframe = await frame(t, { src: "/common/blank.html" }), win = iframe.contentWindow;
    const got = [];
    (type === "visibilitychange" ? win.document : win).addEventListener(type, () => got.push(win.confirm("not shown")));
    iframe.src = "/common/blank.html?2";
    await new Promise(resolve => iframe.addEventListener("load", resolve, { once: true }));
    assert_array_equals(got, [false]);
  }, `no dialog is shown in ${type}`);
}
promise_test(async t => {
  const iframe = await frame(t, { src: "/common/blank.html" }), win = iframe.contentWindow;
  const ask = win.confirm;
  iframe.remove();
  assert_false(ask.call(win, "nobody sees it"));
}, "nor by a frame that is gone");
