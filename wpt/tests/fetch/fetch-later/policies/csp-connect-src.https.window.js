// META: script=/common/utils.js
// META: script=/common/get-host-info.sub.js
// META: script=/fetch/fetch-later/resources/beacon-log.js
// The page's policy is connect-src 'self'.
"use strict";

const { HTTPS_NOTSAMESITE_ORIGIN: OTHER } = get_host_info();

promise_test(async () => {
  const place = recorder();
  fetchLater(place.url, { activateAfter: 0 });
  assert_array_equals(await arrivals(place, 1), [null]);
}, "what connect-src allows is sent");
promise_test(async t => {
  const place = recorder({ origin: OTHER });
  const watcher = new EventWatcher(t, document, "securitypolicyviolation");
  const violation = watcher.wait_for("securitypolicyviolation");
  fetchLater(place.url, { activateAfter: 0 });
  const event = await violation;
  assert_equals(event.violatedDirective, "connect-src");
  assert_array_equals(await calm(place), []);
}, "what connect-src forbids is not sent, and reported");
promise_test(async t => {
  const place = recorder({ origin: OTHER });
  const result = fetchLater(place.url, { signal: signalFor(t) });
  assert_false(result.activated);
  assert_array_equals(await calm(place), []);
}, "the call itself does not throw");
promise_test(async () => {
  const place = recorder({ origin: OTHER });
  fetchLater(`/common/redirect.py?location=${encodeURIComponent(place.url)}`, { activateAfter: 0 });
  assert_array_equals(await calm(place), []);
}, "a redirect to what connect-src forbids is not followed");
