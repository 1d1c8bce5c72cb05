// META: script=resources/events.js
// The events of a frame's document when the frame is removed. HTML has none; every
// browser fires these, and other suites rely on them.
"use strict";

promise_test(async t => {
  const iframe = await frame(t, { src: PAGE }), log = record(iframe.contentWindow, []);
  iframe.remove();
  assert_array_equals(log, ["pagehide", "visibilitychange", "unload"]);
}, "pagehide, visibilitychange, unload; no beforeunload; before remove() returns");
promise_test(async t => {
  const iframe = await frame(t, { src: PAGE });
  let event;
  iframe.contentWindow.addEventListener("pagehide", e => { event = e; });
  iframe.remove();
  assert_class_string(event, "PageTransitionEvent");
  assert_false(event.persisted);
}, "pagehide is not persisted");
promise_test(async t => {
  const iframe = await frame(t, { src: PAGE }), doc = iframe.contentDocument, win = iframe.contentWindow, targets = [];
  for (const type of ["pagehide", "unload"]) win.addEventListener(type, e => targets.push(e.target === doc, e.currentTarget === win));
  iframe.remove();
  assert_array_equals(targets, [true, true, true, true]);
}, "pagehide and unload fire at the window with the document as target");
promise_test(async t => {
  const iframe = await frame(t, { src: PAGE }), states = [], doc = iframe.contentDocument;
  for (const type of ["pagehide", "unload"]) iframe.contentWindow.addEventListener(type, () => states.push(doc.visibilityState));
  iframe.remove();
  assert_array_equals(states, ["visible", "hidden"]);
}, "the document becomes hidden between pagehide and unload");
promise_test(async t => {
  const iframe = await frame(t, { src: PAGE }), doc = iframe.contentDocument;
  let event;
  doc.addEventListener("visibilitychange", e => { event = e; });
  iframe.remove();
  assert_equals(event.target, doc);
  assert_true(event.bubbles);
  assert_false(event.cancelable);
}, "visibilitychange fires at the document and bubbles");
promise_test(async t => {
  const iframe = await frame(t, { src: PAGE }), log = record(iframe.contentWindow, []);
  document.body.insertBefore(iframe, document.body.firstChild);
  assert_array_equals(log, ["pagehide", "visibilitychange", "unload"]);
}, "moving a frame unloads it too");
promise_test(async t => {
  const host = document.createElement("div");
  document.body.appendChild(host);
  t.add_cleanup(() => host.remove());
  const iframe = await frame(t, { src: PAGE }), log = record(iframe.contentWindow, []);
  host.appendChild(iframe);
  await loaded(iframe);
  record(iframe.contentWindow, log);
  log.length = 0;
  host.innerHTML = "";
  assert_array_equals(log, ["pagehide", "visibilitychange", "unload"]);
}, "so does emptying its parent");
promise_test(async t => {
  const iframe = await frame(t), log = record(iframe.contentWindow, []);
  iframe.remove();
  assert_true(log.includes("pagehide") && log.includes("unload"));
}, "the initial about:blank has the events as well");
