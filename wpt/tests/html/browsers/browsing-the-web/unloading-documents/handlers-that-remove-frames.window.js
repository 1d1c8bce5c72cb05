// META: script=resources/events.js
// Handlers that take frames away while a document goes.
"use strict";

promise_test(async t => {
  const iframe = await frame(t, { src: PAGE }), sibling = await frame(t, { src: PAGE }), log = [];
  record(sibling.contentWindow, log);
  iframe.contentWindow.addEventListener("pagehide", () => sibling.remove());
  iframe.remove();
  assert_array_equals(log, ["pagehide", "visibilitychange", "unload"]);
  assert_false(sibling.isConnected);
}, "a sibling, in pagehide");
promise_test(async t => {
  const iframe = await frame(t, { src: PAGE });
  iframe.contentWindow.addEventListener("unload", () => iframe.remove());
  iframe.src = PAGE + "?2";
  await turn();
  await turn();
  await fetch(PAGE);
  await turn();
  assert_false(iframe.isConnected);
  assert_equals(iframe.contentWindow, null);
}, "the frame itself, in its unload, during a navigation");
promise_test(async t => {
  const outer = await frame(t, { src: PAGE }), inner = await frame(t, { src: PAGE + "?inner" }, outer.contentDocument), log = [];
  inner.contentWindow.addEventListener("unload", () => log.push("inner"));
  outer.contentWindow.addEventListener("pagehide", () => inner.remove());
  outer.remove();
  assert_array_equals(log, ["inner"]);
}, "an inner frame, in its parent's pagehide: it unloads once");
promise_test(async t => {
  const iframe = await frame(t, { src: PAGE }), win = iframe.contentWindow;
  let ran = false;
  win.frameElementRemover = new win.Function("after", "frameElement.remove(); after();");
  win.frameElementRemover(() => { ran = true; });
  assert_true(ran);
  assert_equals(iframe.contentWindow, null);
}, "a script that removes its own frame goes on");
