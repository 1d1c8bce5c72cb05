// META: script=/common/utils.js
// META: script=/common/get-host-info.sub.js
// META: script=/fetch/fetch-later/resources/beacon-log.js
// The page's policy is upgrade-insecure-requests.
"use strict";

const { HTTPS_ORIGIN, HTTP_ORIGIN } = get_host_info();

test(() => {
  let name = "nothing";
  try { fetchLater(HTTP_ORIGIN + "/"); } catch (e) { name = e.name; }
  assert_in_array(name, ["TypeError", "SecurityError"], "which of them is the matter of arguments.https.window.js");
}, "the call refuses an insecure URL all the same");
promise_test(async () => {
  const place = recorder({ origin: HTTPS_ORIGIN.replace("https", "http") });
  fetchLater("/common/redirect.py?location=" + encodeURIComponent(place.url), { activateAfter: 0 });
  assert_array_equals(await arrivals(place, 1), [null]);
}, "a redirect to an insecure URL is upgraded");
