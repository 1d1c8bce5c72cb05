// META: script=resources/frames.js
// The entries that navigation.entries() and navigation.currentEntry show.
"use strict";

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

promise_test(async t => {
  const n = (await frame(t)).contentWindow.navigation;
  assert_equals(n.entries().length, 1);
  assert_equals(n.entries()[0], n.currentEntry);
  assert_equals(n.currentEntry.index, 0);
  assert_true(n.currentEntry.sameDocument);
  assert_false(n.canGoBack);
  assert_false(n.canGoForward);
  assert_not_equals(n.entries(), n.entries());
}, "a new frame has one");
promise_test(async t => {
  const e = (await frame(t)).contentWindow.navigation.currentEntry;
  assert_regexp_match(e.key, UUID);
  assert_regexp_match(e.id, UUID);
  assert_not_equals(e.key, e.id);
  assert_equals(e.key, e.key);
  assert_equals(e.id, e.id);
}, "its key and id are UUIDs and stay the same");
promise_test(async t => {
  const w = (await frame(t)).contentWindow;
  const first = w.navigation.currentEntry;
  w.location.hash = "a";
  assert_equals(w.navigation.entries().length, 2);
  assert_equals(w.navigation.entries()[0], first);
  assert_equals(w.navigation.currentEntry.index, 1);
  assert_not_equals(w.navigation.currentEntry.key, first.key);
  assert_true(w.navigation.canGoBack);
}, "a fragment navigation adds one at once");
promise_test(async t => {
  const w = (await frame(t)).contentWindow;
  const first = w.navigation.currentEntry, { key, id } = first;
  w.history.replaceState(null, "", "?a");
  const second = w.navigation.currentEntry;
  assert_not_equals(second, first);
  assert_equals(second.key, key);
  assert_not_equals(second.id, id);
}, "replaceState() makes a new one with the same key");
promise_test(async t => {
  const w = (await frame(t)).contentWindow;
  w.history.pushState(null, "", "?a");
  assert_equals(w.navigation.entries().length, 2);
  assert_equals(w.navigation.currentEntry.url, w.location.href);
  assert_equals(w.navigation.currentEntry.getState(), undefined);
}, "pushState() adds one");
promise_test(async t => {
  const iframe = await frame(t);
  const { key, id } = iframe.contentWindow.navigation.currentEntry;
  iframe.contentWindow.location.href = PAGE + "?2";
  await navigated(iframe);
  const list = iframe.contentWindow.navigation.entries();
  assert_equals(list.length, 2);
  assert_equals(list[0].key, key);
  assert_equals(list[0].id, id);
  assert_false(list[0].sameDocument);
  assert_true(list[1].sameDocument);
}, "the next document sees the entries before it");
promise_test(async t => {
  const iframe = await frame(t);
  const { key, id } = iframe.contentWindow.navigation.currentEntry;
  iframe.contentWindow.location.replace(PAGE + "?2");
  await navigated(iframe);
  const e = iframe.contentWindow.navigation.currentEntry;
  assert_equals(iframe.contentWindow.navigation.entries().length, 1);
  assert_equals(e.key, key);
  assert_not_equals(e.id, id);
}, "a replacement keeps the key");
promise_test(async t => {
  const iframe = await frame(t);
  const { key, id } = iframe.contentWindow.navigation.currentEntry;
  iframe.contentWindow.location.reload();
  await navigated(iframe);
  const e = iframe.contentWindow.navigation.currentEntry;
  assert_equals(e.key, key);
  assert_equals(e.id, id);
}, "a reload keeps key and id");
promise_test(async t => {
  const n = (await frame(t, "about:blank")).contentWindow.navigation;
  assert_equals(n.entries().length, 0);
  assert_equals(n.currentEntry, null);
  assert_false(n.canGoBack);
}, "the initial about:blank has none");
promise_test(async t => {
  const iframe = await frame(t);
  const n = iframe.contentWindow.navigation, e = n.currentEntry;
  iframe.remove();
  assert_equals(n.entries().length, 0);
  assert_equals(n.currentEntry, null);
  assert_equals(e.key, "");
  assert_equals(e.id, "");
  assert_equals(e.index, -1);
  assert_false(e.sameDocument);
  assert_equals(e.getState(), undefined);
}, "a removed frame has none, and an entry of it tells nothing");
promise_test(async t => {
  const w = (await frame(t)).contentWindow;
  w.navigation.updateCurrentEntry({ state: { a: [1] } });
  const state = w.navigation.currentEntry.getState();
  assert_equals(state.a[0], 1);
  assert_not_equals(w.navigation.currentEntry.getState(), state);
}, "getState() deserializes each time");
promise_test(async t => {
  const w = (await frame(t)).contentWindow;
  const changed = next(w.navigation, "currententrychange");
  const from = w.navigation.currentEntry;
  w.navigation.updateCurrentEntry({ state: 1 });
  const e = await changed;
  assert_equals(e.navigationType, null);
  assert_equals(e.from, from);
}, "updateCurrentEntry() fires currententrychange with a null type");
promise_test(async t => {
  const w = (await frame(t)).contentWindow;
  assert_throws_js(w.TypeError, () => w.navigation.updateCurrentEntry({}));
  assert_throws_js(w.TypeError, () => w.navigation.updateCurrentEntry());
  assert_throws_dom("DataCloneError", w.DOMException, () => w.navigation.updateCurrentEntry({ state: () => {} }));
}, "updateCurrentEntry() wants a state that can be cloned");
promise_test(async t => {
  const w = (await frame(t)).contentWindow;
  w.location.hash = "a";
  w.location.hash = "b";
  await w.navigation.traverseTo(w.navigation.entries()[0].key).finished;
  const disposed = [];
  for (const e of w.navigation.entries())
    e.addEventListener("dispose", () => disposed.push(new URL(e.url).hash));
  w.location.hash = "c";
  assert_array_equals(disposed, ["#a", "#b"]);
  assert_equals(w.navigation.entries().length, 2);
}, "a push disposes of the entries ahead");
promise_test(async t => {
  const w = (await frame(t)).contentWindow;
  const e = w.navigation.currentEntry;
  let count = 0;
  e.ondispose = () => count++;
  w.history.replaceState(null, "", "#r");
  assert_equals(count, 1);
}, "a replacement disposes of the entry replaced");
