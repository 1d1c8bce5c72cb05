// META: script=/common/utils.js
// META: script=/common/get-host-info.sub.js
// META: script=/fetch/fetch-later/resources/beacon-log.js
// Deferred requests follow redirects.
"use strict";

const { HTTPS_NOTSAMESITE_ORIGIN: OTHER } = get_host_info();
const through = (status, target, extra = "") => `/common/redirect.py?status=${status}&location=${encodeURIComponent(target)}${extra}`;

for (const status of [301, 302, 303, 307, 308]) {
  promise_test(async () => {
    const place = recorder();
    fetchLater(through(status, place.url), { activateAfter: 0 });
    assert_array_equals(await arrivals(place, 1), [null]);
  }, `GET through ${status}`);
}
for (const [status, want] of [[303, null], [307, "b"], [308, "b"]]) {
  promise_test(async () => {
    const place = recorder();
    fetchLater(through(status, place.url), { method: "POST", body: "b", activateAfter: 0 });
    assert_array_equals(await arrivals(place, 1), [want]);
  }, `POST through ${status}`);
}
promise_test(async () => {
  const place = recorder({ origin: OTHER });
  fetchLater(through(302, place.url), { activateAfter: 0 });
  assert_array_equals(await arrivals(place, 1), [null]);
}, "a redirect to another origin");
promise_test(async () => {
  const place = recorder();
  const result = fetchLater(through(302, place.url), { redirect: "error", activateAfter: 0 });
  assert_array_equals(await calm(place), []);
  assert_true(result.activated);
}, "redirect error stops there");
promise_test(async () => {
  const place = recorder();
  fetchLater(through(302, place.url), { redirect: "manual", activateAfter: 0 });
  assert_array_equals(await calm(place), []);
}, "redirect manual stops there");
