// META: script=/common/utils.js
// META: script=/common/get-host-info.sub.js
// META: script=/fetch/fetch-later/resources/beacon-log.js
// Cookies on deferred requests. REMOTE is another origin of the same site.
"use strict";

const { REMOTE_ORIGIN: REMOTE, ORIGINAL_HOST } = get_host_info();
const NAME = "deferred" + token().slice(0, 8);
const scope = "; path=/fetch/fetch-later/resources/; domain=" + ORIGINAL_HOST + "; secure; samesite=none";
const cookie = t => {
  document.cookie = NAME + "=1" + scope;
  t.add_cleanup(() => { document.cookie = NAME + "=; max-age=0" + scope; });
};
const yes = "true";
for (const [what, origin, credentials, expected] of [
  ["the default sends cookies to the same origin", "", undefined, true],
  ["same-origin sends cookies to the same origin", "", "same-origin", true],
  ["include sends cookies to the same origin", "", "include", true],
  ["omit sends none to the same origin", "", "omit", false],
  ["the default sends none to another origin", REMOTE, undefined, false],
  ["include sends cookies to another origin", REMOTE, "include", true],
  ["omit sends none to another origin", REMOTE, "omit", false],
]) {
  promise_test(async t => {
    cookie(t);
    const place = recorder(expected ? { origin, expectCredentials: yes } : { origin });
    fetchLater(place.url, { credentials, activateAfter: 0 });
    assert_array_equals(await arrivals(place, 1), [null]);
  }, what);
}
promise_test(async t => {
  const place = recorder({ expectCredentials: yes });
  fetchLater(place.url, { activateAfter: 100 });
  cookie(t);
  assert_array_equals(await arrivals(place, 1), [null]);
}, "cookies are those of the time of sending");
