// META: script=resources/frames.js
// The methods that navigate, what they return, and the interfaces.
"use strict";

async function both(r, name, w) {
  assert_equals(await rejects(r.committed, name, w), await rejects(r.finished, name, w));
}
const with_frame = (f, name) => promise_test(async t => f((await frame(t)).contentWindow), name);

with_frame(async w => {
  const r = w.navigation.navigate("#1");
  assert_equals(Object.getPrototypeOf(r), w.Object.prototype);
  assert_array_equals(Reflect.ownKeys(r), ["committed", "finished"]);
  assert_true(r.committed instanceof w.Promise);
  assert_not_equals(r.committed, r.finished);
  await r.finished;
}, "the result is an object with two promises");
with_frame(w => both(w.navigation.navigate("http://["), "SyntaxError", w), "navigate() to what is no URL");
with_frame(w => both(w.navigation.navigate("javascript:1"), "NotSupportedError", w), "navigate() to a javascript: URL");
with_frame(w => both(w.navigation.navigate("#1", { state: () => {} }), "DataCloneError", w), "navigate() with a function as its state");
with_frame(w => both(w.navigation.back(), "InvalidStateError", w), "back() at the first entry");
with_frame(w => both(w.navigation.forward(), "InvalidStateError", w), "forward() at the last entry");
with_frame(w => both(w.navigation.traverseTo("none"), "InvalidStateError", w), "traverseTo() a key that is not there");
with_frame(async w => {
  const r = w.navigation.traverseTo(w.navigation.currentEntry.key);
  assert_equals(await r.committed, w.navigation.currentEntry);
  assert_equals(await r.finished, w.navigation.currentEntry);
}, "traverseTo() where it is");
with_frame(async w => {
  w.location.hash = "1";
  const { key } = w.navigation.entries()[0];
  const a = w.navigation.traverseTo(key), b = w.navigation.back();
  assert_equals(a.committed, b.committed);
  assert_equals(a.finished, b.finished);
  await a.finished;
}, "two traversals to one entry share their promises");
with_frame(async w => {
  await w.navigation.navigate("#1", { history: "replace" }).finished;
  assert_equals(w.navigation.entries().length, 1);
  assert_equals(w.location.hash, "#1");
}, "navigate() with history: replace");
with_frame(w => {
  assert_throws_js(w.TypeError, () => w.navigation.navigate("#1", { history: "x" }));
  assert_throws_js(w.TypeError, () => w.navigation.navigate());
  assert_throws_js(w.TypeError, () => w.navigation.traverseTo());
}, "they convert their arguments first");
promise_test(async t => {
  const iframe = await frame(t);
  const w = iframe.contentWindow, { DOMException } = w;
  iframe.remove();
  await both(w.navigation.navigate("#1"), "InvalidStateError", { DOMException });
  await both(w.navigation.reload(), "InvalidStateError", { DOMException });
}, "a removed frame cannot navigate");
promise_test(async t => {
  const w = (await frame(t)).contentWindow;
  const top = navigation.currentEntry;
  w.location.hash = "1";
  location.hash = "t";
  w.location.hash = "2";
  await w.navigation.back().finished;
  assert_equals(w.location.hash, "#1");
  assert_equals(location.hash, "#t");
  await navigation.traverseTo(top.key).finished;
}, "back() goes to the nearest step that shows the entry");
test(() => {
  for (const name of ["Navigation", "NavigationHistoryEntry", "NavigationTransition", "NavigationActivation", "NavigationDestination", "NavigationPrecommitController"]) {
    assert_equals(typeof self[name], "function", name);
    assert_throws_js(TypeError, () => new self[name](), name);
  }
}, "the interfaces have no constructors");
test(() => {
  assert_throws_js(TypeError, () => new NavigateEvent("navigate"));
  assert_throws_js(TypeError, () => new NavigateEvent("navigate", {}));
  assert_throws_js(TypeError, () => new NavigationCurrentEntryChangeEvent("x", {}));
  const e = new NavigationCurrentEntryChangeEvent("x", { from: navigation.currentEntry });
  assert_equals(e.navigationType, null);
  assert_equals(e.from, navigation.currentEntry);
}, "the events' constructors have required members");
promise_test(async t => {
  const w = (await frame(t)).contentWindow;
  let destination;
  w.navigation.onnavigate = e => { destination = e.destination; };
  w.location.hash = "1";
  const { signal } = new AbortController();
  const e = new w.NavigateEvent("navigate", { destination, signal });
  assert_equals(e.navigationType, "push");
  assert_equals(e.destination, destination);
  assert_equals(e.signal, signal);
  assert_equals(e.info, undefined);
  assert_equals(e.formData, null);
  assert_equals(e.downloadRequest, null);
  assert_equals(e.sourceElement, null);
  assert_false(e.canIntercept);
  assert_throws_dom("SecurityError", w.DOMException, () => e.intercept());
}, "an event that script makes cannot intercept");
