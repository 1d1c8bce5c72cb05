// META: script=/common/utils.js
// META: script=/resources/testdriver.js
// META: script=/resources/testdriver-vendor.js
// META: script=/fetch/fetch-later/resources/beacon-log.js
// META: timeout=long
// Records of a page that is hidden, whose timers are throttled.
"use strict";

async function hide(t) {
  const gone = new Promise(resolve => document.addEventListener("visibilitychange", resolve, { once: true }));
  const rect = await test_driver.minimize_window();
  t.add_cleanup(() => test_driver.set_window_rect(rect));
  await gone;
  assert_true(document.hidden);
}

promise_test(async t => {
  const place = recorder();
  fetchLater(place.url, { activateAfter: 600000, signal: signalFor(t) });
  fetchLater(place.url, { signal: signalFor(t) });
  await hide(t);
  assert_array_equals(await calm(place), []);
}, "to be hidden for a moment sends nothing");
promise_test(async t => {
  const place = recorder(), result = fetchLater(place.url, { activateAfter: 400 });
  await hide(t);
  assert_array_equals(await arrivals(place, 1), [null]);
  assert_true(result.activated);
}, "a hidden page sends when the time comes");
promise_test(async t => {
  await hide(t);
  const place = recorder(), result = fetchLater(place.url, { activateAfter: 0 });
  assert_array_equals(await arrivals(place, 1), [null]);
  assert_true(result.activated);
}, "a call while it is hidden is sent when its time comes");
promise_test(async t => {
  await hide(t);
  const place = recorder(), controller = new AbortController();
  const result = fetchLater(place.url, { activateAfter: 300, signal: controller.signal });
  controller.abort();
  assert_array_equals(await calm(place), []);
  assert_false(result.activated);
}, "a record of a hidden page is aborted");
promise_test(async t => {
  const place = recorder();
  document.addEventListener("visibilitychange", () => fetchLater(place.url, { activateAfter: 0 }), { once: true });
  await hide(t);
  assert_array_equals(await arrivals(place, 1), [null]);
}, "a call in visibilitychange is sent when its time comes");
