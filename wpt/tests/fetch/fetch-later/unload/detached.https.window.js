// META: script=/common/utils.js
// META: script=/fetch/fetch-later/resources/beacon-log.js
// Calls on a window whose document is gone.
"use strict";

promise_test(async t => {
  const iframe = await frame(t), win = iframe.contentWindow, { fetchLater: call, TypeError: Type } = win;
  iframe.remove();
  assert_throws_js(Type, () => call.call(win, location.origin + "/"));
}, "a call on a removed frame's window is a TypeError");
promise_test(async t => {
  const iframe = await frame(t), win = iframe.contentWindow, result = win.fetchLater(location.origin + "/");
  iframe.remove();
  assert_equals(typeof result.activated, "boolean");
}, "a result outlives its document");
promise_test(async t => {
  const place = recorder(), iframe = await frame(t), win = iframe.contentWindow;
  win.fetchLater(place.url);
  iframe.remove();
  document.body.appendChild(iframe);
  assert_array_equals(await arrivals(place, 1), [null]);
  assert_not_equals(iframe.contentWindow, win);
}, "inserting the frame again does not send again");
