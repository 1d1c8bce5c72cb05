// META: script=/common/utils.js
// META: script=/fetch/fetch-later/resources/beacon-log.js
// Abort signals and pending records.
"use strict";

promise_test(async () => {
  const place = recorder(), controller = new AbortController();
  const result = fetchLater(place.url, { activateAfter: 0, signal: controller.signal });
  controller.abort();
  assert_array_equals(await calm(place), []);
  assert_false(result.activated);
}, "abort in the same task wins over activateAfter 0");
promise_test(async () => {
  const place = recorder(), controller = new AbortController();
  fetchLater(place.url, { activateAfter: 100, signal: controller.signal });
  await Promise.resolve();
  controller.abort();
  assert_array_equals(await calm(place), []);
}, "an aborted record is not sent when its time comes");
promise_test(async () => {
  const place = recorder(), controller = new AbortController();
  const result = fetchLater(place.url, { activateAfter: 0, signal: controller.signal });
  assert_array_equals(await arrivals(place, 1), [null]);
  controller.abort();
  assert_true(result.activated);
  assert_array_equals(await place.list(), [null]);
}, "abort after activation changes nothing");
promise_test(async () => {
  const place = recorder(), controller = new AbortController();
  fetchLater(place.url, { method: "POST", body: "a", activateAfter: 50, signal: controller.signal });
  fetchLater(place.url, { method: "POST", body: "b", activateAfter: 50 });
  controller.abort();
  assert_array_equals(await arrivals(place, 1), ["b"]);
}, "other records are untouched");
promise_test(async () => {
  const place = recorder(), controller = new AbortController();
  const results = [0, 1, 2].map(() => fetchLater(place.url, { activateAfter: 50, signal: controller.signal }));
  controller.abort();
  assert_array_equals(await calm(place), []);
  assert_array_equals(results.map(r => r.activated), [false, false, false]);
}, "one signal aborts all its records");
promise_test(async () => {
  const place = recorder(), controller = new AbortController();
  fetchLater(new Request(place.url, { signal: controller.signal }), { activateAfter: 50 });
  controller.abort();
  assert_array_equals(await calm(place), []);
}, "the signal of a Request counts");
promise_test(async () => {
  const place = recorder(), ignored = new AbortController(), controller = new AbortController();
  fetchLater(new Request(place.url, { signal: ignored.signal }), { activateAfter: 50, signal: controller.signal });
  ignored.abort();
  assert_array_equals(await arrivals(place, 1), [null]);
}, "a signal in init replaces that of the Request");
promise_test(async () => {
  const place = recorder();
  fetchLater(place.url, { activateAfter: 600000, signal: AbortSignal.timeout(30) });
  assert_array_equals(await calm(place), []);
}, "AbortSignal.timeout() aborts a record");
promise_test(async () => {
  const place = recorder(), controller = new AbortController();
  fetchLater(place.url, { activateAfter: 50, signal: AbortSignal.any([controller.signal]) });
  controller.abort();
  assert_array_equals(await calm(place), []);
}, "AbortSignal.any() aborts a record");
promise_test(async t => {
  const place = recorder(), iframe = await frame(t), controller = new AbortController();
  iframe.contentWindow.fetchLater(place.url, { signal: controller.signal });
  controller.abort();
  iframe.remove();
  assert_array_equals(await calm(place), []);
}, "an aborted record is not sent when its document goes");
