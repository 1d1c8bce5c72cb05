// META: script=/common/utils.js
// META: script=/fetch/fetch-later/resources/beacon-log.js
// What fetchLater() of another window throws and returns belongs to that window's realm.
"use strict";

const BIG = "x".repeat(70000);
for (const [what, type, ...args] of [
  ["no argument", "TypeError"],
  ["an unparsable URL", "TypeError", "https://"],
  ["a wrong scheme", "TypeError", "data:,"],
  ["a bad method", "TypeError", "/", { method: "TRACE" }],
  ["activateAfter NaN", "TypeError", "/", { activateAfter: NaN }],
  ["a negative activateAfter", "RangeError", "/", { activateAfter: -1 }],
  ["an init that is no object", "TypeError", "/", 5],
  ["a body with GET", "TypeError", "/", { body: "x" }],
]) {
  promise_test(async t => {
    const win = (await frame(t)).contentWindow;
    assert_throws_js(win[type], () => win.fetchLater(...args));
  }, `${what}: ${type} of the frame`);
}
promise_test(async t => {
  const win = (await frame(t)).contentWindow;
  assert_throws_quotaexceedederror(win.QuotaExceededError, () => win.fetchLater("/", { method: "POST", body: BIG }), () => true, () => true);
}, "too long a request: QuotaExceededError of the frame");
promise_test(async t => {
  const win = (await frame(t)).contentWindow;
  assert_throws_dom("AbortError", win.DOMException, () => win.fetchLater("/", { signal: win.AbortSignal.abort() }));
}, "an aborted signal of the frame: its DOMException");
promise_test(async t => {
  const win = (await frame(t)).contentWindow;
  const result = win.fetchLater("/", { signal: signalFor(t) });
  assert_true(result instanceof win.FetchLaterResult);
  assert_false(result instanceof FetchLaterResult);
}, "the result is one of the frame");
promise_test(async t => {
  const win = (await frame(t)).contentWindow;
  const result = fetchLater.call(win, "/", { signal: signalFor(t) });
  assert_true(result instanceof win.FetchLaterResult, "the relevant realm of this decides");
}, "our function called on the frame's window: a result of the frame");
promise_test(async t => {
  const place = recorder(), iframe = await frame(t);
  const result = iframe.contentWindow.fetchLater(place.url, { activateAfter: 0 });
  await arrivals(place, 1);
  assert_true(Object.getOwnPropertyDescriptor(FetchLaterResult.prototype, "activated").get.call(result));
}, "our getter reads a result of the frame");
for (const [what, value] of [["undefined", undefined], ["null", null]]) {
  test(t => assert_false(fetchLater.call(value, "/", { signal: signalFor(t) }).activated), `this is ${what}: the global object stands in`);
}
for (const [what, value] of [["a plain object", {}], ["a document", document], ["a number", 5], ["Window's prototype", Window.prototype]]) {
  test(() => assert_throws_js(TypeError, () => fetchLater.call(value, "/")), `this is ${what}: a TypeError`);
}
