// META: script=/common/utils.js
// META: script=/common/get-host-info.sub.js
// META: script=/fetch/fetch-later/resources/beacon-log.js
// Deferred requests to other origins.
"use strict";

const { HTTPS_NOTSAMESITE_ORIGIN: OTHER, ORIGIN } = get_host_info();
const json = () => new Blob(["{}"], { type: "application/json" });

promise_test(async () => {
  const place = recorder({ origin: OTHER, expectOrigin: ORIGIN });
  fetchLater(place.url, { activateAfter: 0 });
  assert_array_equals(await arrivals(place, 1), [null]);
}, "GET needs no preflight and tells its origin");
promise_test(async () => {
  const place = recorder({ origin: OTHER, expectOrigin: ORIGIN });
  fetchLater(place.url, { method: "POST", body: "x", activateAfter: 0 });
  assert_array_equals(await arrivals(place, 1), ["x"]);
}, "POST of text needs no preflight");
promise_test(async () => {
  const place = recorder({ origin: OTHER, expectOrigin: ORIGIN, expectPreflight: "true" });
  fetchLater(place.url, { method: "POST", body: json(), activateAfter: 0 });
  assert_array_equals(await arrivals(place, 1), ["{}"]);
}, "POST of JSON is sent after its preflight");
promise_test(async () => {
  const place = recorder({ origin: OTHER });
  const result = fetchLater(place.url, { method: "POST", body: json(), activateAfter: 0 });
  assert_array_equals(await calm(place), []);
  assert_true(result.activated);
}, "POST of JSON is not sent when the preflight fails; activated is true all the same");
promise_test(async () => {
  const place = recorder({ origin: OTHER });
  fetchLater(place.url, { mode: "same-origin", activateAfter: 0 });
  assert_array_equals(await calm(place), []);
}, "mode same-origin sends nothing elsewhere");
promise_test(async () => {
  const place = recorder({ origin: OTHER });
  fetchLater(place.url, { mode: "no-cors", activateAfter: 0 });
  assert_array_equals(await arrivals(place, 1), [null]);
}, "mode no-cors sends");
promise_test(async () => {
  const place = recorder();
  fetchLater(place.url, { method: "POST", body: json(), activateAfter: 0 });
  assert_array_equals(await arrivals(place, 1), ["{}"]);
}, "the same origin needs no preflight");
