// META: script=/common/utils.js
// META: script=/fetch/fetch-later/resources/beacon-log.js
// When a record with activateAfter is sent.
"use strict";

promise_test(async () => {
  const place = recorder();
  const result = fetchLater(place.url, { activateAfter: 0 });
  assert_false(result.activated, "not in the call itself");
  await Promise.resolve();
  assert_false(result.activated, "not in a microtask");
  assert_array_equals(await arrivals(place, 1), [null]);
  assert_true(result.activated);
}, "activateAfter 0 sends soon, but not at once");
promise_test(async () => {
  const place = recorder();
  const result = fetchLater(place.url, { activateAfter: 150 });
  assert_array_equals(await arrivals(place, 1), [null]);
  assert_true(result.activated);
}, "it sends after the time given");
promise_test(async () => {
  const place = recorder();
  fetchLater(place.url, { method: "POST", body: "late", activateAfter: 200 });
  fetchLater(place.url, { method: "POST", body: "early", activateAfter: 0 });
  assert_array_equals(await arrivals(place, 2), ["early", "late"]);
}, "records are sent when their own time comes");
promise_test(async t => {
  const place = recorder();
  const result = fetchLater(place.url, { activateAfter: 600000, signal: signalFor(t) });
  assert_array_equals(await calm(place), []);
  assert_false(result.activated);
}, "nothing is sent before the time");
promise_test(async t => {
  const place = recorder();
  const result = fetchLater(place.url, { signal: signalFor(t) });
  assert_array_equals(await calm(place), []);
  assert_false(result.activated);
}, "without activateAfter nothing is sent while the page stays");
promise_test(async () => {
  const place = recorder();
  fetchLater(place.url, { activateAfter: 0 });
  fetchLater(place.url, { activateAfter: 0 });
  assert_array_equals(await arrivals(place, 2), [null, null]);
}, "equal requests are sent once each");
promise_test(async () => {
  const place = recorder();
  const result = fetchLater("/common/redirect.py?status=500&location=/", { activateAfter: 0 });
  await fetch(place.url);
  for (let i = 0; i < 100 && !result.activated; i++) await pause(20);
  assert_true(result.activated);
}, "activated says that it was handed over, whatever comes back");
