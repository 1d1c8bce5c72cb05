// META: script=resources/events.js
// What of a document's work survives it.
"use strict";

promise_test(async t => {
  const iframe = await frame(t, { src: PAGE });
  let ran = false;
  iframe.contentWindow.setTimeout(() => { ran = true; }, 10);
  iframe.remove();
  await turn();
  await turn();
  assert_false(ran);
}, "a timer does not, when the frame is removed");
promise_test(async t => {
  const iframe = await frame(t, { src: PAGE }), win = iframe.contentWindow;
  let ran = false;
  for (const type of ["pagehide", "unload"]) win.addEventListener(type, () => win.setTimeout(() => { ran = true; }, 0));
  iframe.src = PAGE + "?2";
  await loaded(iframe);
  await turn();
  assert_false(ran);
}, "a timer made in pagehide or unload does not");
promise_test(async t => {
  const iframe = await frame(t, { src: PAGE }), win = iframe.contentWindow, log = [];
  win.addEventListener("pagehide", () => { win.Promise.resolve().then(() => log.push("microtask")); });
  win.addEventListener("unload", () => log.push("unload"));
  iframe.src = PAGE + "?2";
  await loaded(iframe);
  assert_array_equals(log, ["microtask", "unload"]);
}, "a microtask of pagehide runs before unload");
promise_test(async t => {
  const iframe = await frame(t, { src: PAGE }), win = iframe.contentWindow;
  let got = false;
  win.addEventListener("message", () => { got = true; });
  win.postMessage("x", "*");
  iframe.remove();
  await turn();
  assert_false(got);
}, "a message under way does not arrive");
promise_test(async t => {
  const iframe = await frame(t, { src: PAGE }), doc = iframe.contentDocument, win = iframe.contentWindow;
  iframe.remove();
  assert_equals(doc.defaultView, null);
  assert_equals(typeof win.Array, "function");
  assert_equals(doc.createElement("p").localName, "p");
}, "objects of the document remain usable");
promise_test(async t => {
  const iframe = await frame(t, { src: PAGE }), log = [];
  iframe.contentWindow.setInterval(() => log.push(1), 5);
  await turn();
  assert_greater_than(log.length, 0);
  iframe.src = PAGE + "?2";
  await loaded(iframe);
  const count = log.length;
  await turn();
  assert_equals(log.length, count);
}, "an interval ends with a navigation");
