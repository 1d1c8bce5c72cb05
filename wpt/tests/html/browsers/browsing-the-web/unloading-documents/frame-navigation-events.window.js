// META: script=resources/events.js
// The events of a frame's document when the frame is navigated.
"use strict";

promise_test(async t => {
  const iframe = await frame(t, { src: PAGE }), log = record(iframe.contentWindow, []);
  iframe.src = PAGE + "?2";
  await loaded(iframe);
  assert_array_equals(log, ["beforeunload", "pagehide", "visibilitychange", "unload"]);
}, "by src");
promise_test(async t => {
  const iframe = await frame(t, { src: PAGE }), log = record(iframe.contentWindow, []);
  iframe.contentWindow.location.href = PAGE + "?2";
  await loaded(iframe);
  assert_array_equals(log, ["beforeunload", "pagehide", "visibilitychange", "unload"]);
}, "by location.href");
promise_test(async t => {
  const iframe = await frame(t, { src: PAGE }), log = record(iframe.contentWindow, []);
  iframe.contentWindow.location.reload();
  await loaded(iframe);
  assert_array_equals(log, ["beforeunload", "pagehide", "visibilitychange", "unload"]);
}, "by reload()");
promise_test(async t => {
  const iframe = await frame(t, { src: PAGE }), log = record(iframe.contentWindow, []);
  iframe.srcdoc = "<p>";
  await loaded(iframe);
  assert_array_equals(log, ["beforeunload", "pagehide", "visibilitychange", "unload"]);
}, "by srcdoc");
promise_test(async t => {
  const iframe = await frame(t, { src: PAGE }), log = record(iframe.contentWindow, []);
  iframe.contentWindow.location.hash = "x";
  iframe.contentWindow.history.pushState(1, "", "?p");
  await turn();
  assert_array_equals(log, []);
}, "not by a fragment or pushState");
promise_test(async t => {
  const iframe = await frame(t, { src: PAGE }), log = record(iframe.contentWindow, []);
  iframe.contentWindow.location.href = PAGE + "?pipe=status(204)";
  await fetch(PAGE + "?a");
  await turn();
  assert_array_equals(log, ["beforeunload"]);
}, "by a response of status 204: only beforeunload");
promise_test(async t => {
  const iframe = await frame(t, { src: PAGE }), log = [];
  record(iframe.contentWindow, log, "1 ");
  iframe.src = PAGE + "?2";
  await loaded(iframe);
  record(iframe.contentWindow, log, "2 ");
  iframe.remove();
  assert_array_equals(log, ["1 beforeunload", "1 pagehide", "1 visibilitychange", "1 unload", "2 pagehide", "2 visibilitychange", "2 unload"]);
}, "listeners of the old document do not hear of the new one");
promise_test(async t => {
  const iframe = await frame(t, { src: PAGE }), old = iframe.contentDocument;
  let seen;
  iframe.contentWindow.addEventListener("unload", () => { seen = [iframe.contentDocument === old, iframe.contentWindow.document === old]; });
  iframe.src = PAGE + "?2";
  await loaded(iframe);
  assert_array_equals(seen, [true, true]);
  assert_not_equals(iframe.contentDocument, old);
}, "the old document is still the active one in unload");
