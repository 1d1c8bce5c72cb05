// META: script=/common/utils.js
// META: script=/fetch/fetch-later/resources/beacon-log.js
// Calls on a window whose document is gone.
"use strict";

promise_test(async t => {
  const iframe = await frame(t), win = iframe.contentWindow, { fetchLater: call, TypeError: Type } = win;
  iframe.remove();
  assert_throws_js(Type, () => call.call(win, location.origin + "/"));
}, "a call on a removed frame's window is a TypeError");
const activated = Object.getOwnPropertyDescriptor(FetchLaterResult.prototype, "activated").get;
promise_test(async t => {
  const place = recorder(), iframe = await frame(t), result = iframe.contentWindow.fetchLater(place.url);
  iframe.remove();
  assert_false(result.activated, "not while the frame is removed");
  assert_array_equals(await arrivals(place, 1), [null]);
  assert_false(result.activated, "the task that would have told went with its document");
  assert_false(activated.call(result), "read by our getter");
}, "the result of a document that is gone says for ever that it was not activated");
promise_test(async t => {
  const place = recorder(), iframe = await frame(t), result = iframe.contentWindow.fetchLater(place.url, { activateAfter: 0 });
  assert_array_equals(await arrivals(place, 1), [null]);
  iframe.remove();
  assert_true(result.activated);
  assert_true(activated.call(result), "read by our getter");
}, "a result that was activated stays so when its document goes");
promise_test(async t => {
  const place = recorder(), iframe = await frame(t, { src: "/common/blank.html" }), result = iframe.contentWindow.fetchLater(place.url);
  iframe.contentWindow.location = "/common/blank.html?next";
  assert_array_equals(await arrivals(place, 1), [null]);
  assert_false(result.activated);
}, "so does that of a document that was navigated away from");
promise_test(async t => {
  const place = recorder(), iframe = await frame(t), controller = new AbortController();
  const result = iframe.contentWindow.fetchLater(place.url, { signal: controller.signal });
  iframe.remove();
  controller.abort();
  assert_array_equals(await arrivals(place, 1), [null]);
  assert_false(result.activated);
}, "to abort it once its document is gone changes nothing");
promise_test(async t => {
  const place = recorder(), iframe = await frame(t), { contentWindow: win } = iframe, controller = new win.AbortController();
  fetchLater(place.url, { signal: controller.signal, activateAfter: 300 });
  iframe.remove();
  controller.abort();
  assert_array_equals(await calm(place), []);
}, "the controller of a document that is gone aborts a record of ours");
for (const [what, replace] of [
  ["navigated", iframe => { iframe.src = "/common/blank.html?next"; }], ["given a srcdoc", iframe => { iframe.srcdoc = "<p>"; }], ["reloaded", iframe => iframe.contentWindow.location.reload()],
]) {
  promise_test(async t => {
    const iframe = await frame(t, { src: "/common/blank.html" }), { fetchLater: call, TypeError: Type, RangeError: Range } = iframe.contentWindow;
    const done = new Promise(resolve => iframe.addEventListener("load", resolve, { once: true }));
    replace(iframe);
    await done;
    assert_throws_js(Type, () => call("https://a.example/"), "on its own window");
    assert_false(call.call(iframe.contentWindow, "https://a.example/").activated, "on the new one");
  }, `a function of a document that was ${what} throws its TypeError`);
}
promise_test(async t => {
  const place = recorder(), iframe = await frame(t), win = iframe.contentWindow;
  win.fetchLater(place.url);
  iframe.remove();
  document.body.appendChild(iframe);
  assert_array_equals(await arrivals(place, 1), [null]);
  assert_not_equals(iframe.contentWindow, win);
}, "inserting the frame again does not send again");
