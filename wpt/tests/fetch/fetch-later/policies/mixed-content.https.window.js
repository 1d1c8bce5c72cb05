// META: script=/common/utils.js
// META: script=/common/get-host-info.sub.js
// META: script=/fetch/fetch-later/resources/beacon-log.js
// Requests that a redirect leads away from HTTPS.
"use strict";

const { HTTP_ORIGIN, HTTP_NOTSAMESITE_ORIGIN, HTTPS_NOTSAMESITE_ORIGIN } = get_host_info();
const through = target => "/common/redirect.py?location=" + encodeURIComponent(target);

for (const [what, origin] of [["of this host", HTTP_ORIGIN], ["of another site", HTTP_NOTSAMESITE_ORIGIN]]) {
  for (const mode of ["cors", "no-cors"]) {
    promise_test(async () => {
      const place = recorder({ origin }), result = fetchLater(through(place.url), { mode, activateAfter: 0 });
      assert_array_equals(await calm(place), []);
      assert_true(result.activated);
    }, `a redirect to an insecure URL ${what} is mixed content, mode ${mode}`);
  }
}
promise_test(async () => {
  const place = recorder({ origin: HTTPS_NOTSAMESITE_ORIGIN });
  fetchLater(through(place.url), { activateAfter: 0 });
  assert_array_equals(await arrivals(place, 1), [null]);
}, "a redirect to a secure URL of another site is none");
