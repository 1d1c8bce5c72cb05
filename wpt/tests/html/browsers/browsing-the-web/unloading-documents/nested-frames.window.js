// META: script=resources/events.js
// Frames within a frame that goes.
"use strict";

// No two of them have the same URL: a browser may refuse a frame that has its parents' URL.
let count = 0;
const inner = (t, outer) => frame(t, { src: PAGE + "?inner" + count++ }, outer.contentDocument);

promise_test(async t => {
  const outer = await frame(t, { src: PAGE }), child = await inner(t, outer), log = [];
  record(outer.contentWindow, log, "outer ");
  record(child.contentWindow, log, "inner ");
  outer.remove();
  assert_array_equals(log.filter(s => s.startsWith("outer")), ["outer pagehide", "outer visibilitychange", "outer unload"]);
  assert_array_equals(log.filter(s => s.startsWith("inner")), ["inner pagehide", "inner visibilitychange", "inner unload"]);
}, "removal: each document has all events, in order");
promise_test(async t => {
  const outer = await frame(t, { src: PAGE }), child = await inner(t, outer), log = [];
  record(outer.contentWindow, log, "outer ");
  record(child.contentWindow, log, "inner ");
  outer.src = PAGE + "?2";
  await loaded(outer);
  assert_array_equals(log.filter(s => s.startsWith("outer")), ["outer beforeunload", "outer pagehide", "outer visibilitychange", "outer unload"]);
  assert_array_equals(log.filter(s => s.startsWith("inner")), ["inner beforeunload", "inner pagehide", "inner visibilitychange", "inner unload"]);
}, "navigation: each document has all events, in order");
promise_test(async t => {
  const outer = await frame(t, { src: PAGE }), child = await inner(t, outer), log = [];
  outer.contentWindow.addEventListener("beforeunload", () => log.push("outer"));
  child.contentWindow.addEventListener("beforeunload", () => log.push("inner"));
  outer.src = PAGE + "?2";
  await loaded(outer);
  assert_array_equals(log, ["outer", "inner"]);
}, "beforeunload comes to the parent first");
promise_test(async t => {
  const outer = await frame(t, { src: PAGE }), child = await inner(t, outer), log = [];
  record(outer.contentWindow, log);
  child.src = PAGE + "?2";
  await loaded(child);
  assert_array_equals(log, []);
}, "a navigation of the inner frame does not concern the outer one");
promise_test(async t => {
  const outer = await frame(t, { src: PAGE }), first = await inner(t, outer), second = await inner(t, outer), log = [];
  first.contentWindow.addEventListener("unload", () => log.push("first"));
  second.contentWindow.addEventListener("unload", () => log.push("second"));
  outer.remove();
  assert_array_equals(log, ["first", "second"]);
}, "siblings go in tree order");
promise_test(async t => {
  const outer = await frame(t, { src: PAGE }), child = await inner(t, outer), grand = await inner(t, child), log = [];
  for (const [name, f] of [["outer", outer], ["child", child], ["grand", grand]]) f.contentDocument.addEventListener("visibilitychange", () => log.push(name));
  outer.remove();
  assert_array_equals(log.sort(), ["child", "grand", "outer"]);
}, "visibilitychange reaches all levels");
