// META: script=/common/utils.js
// META: script=/common/get-host-info.sub.js
// META: script=/fetch/fetch-later/resources/beacon-log.js
// Cookies on deferred requests. REMOTE is another origin of the same site.
"use strict";

const { REMOTE_ORIGIN: REMOTE, ORIGINAL_HOST } = get_host_info();
const NAME = "deferred" + token().slice(0, 8);
// Only the place that keeps headers gets the cookie: other tests may run beside this one.
const scope = "; path=/common/dispatcher/dispatcher.py; domain=" + ORIGINAL_HOST + "; secure; samesite=none";
const cookie = t => {
  document.cookie = NAME + "=1" + scope;
  t.add_cleanup(() => { document.cookie = NAME + "=; max-age=0" + scope; });
};
const sends = async place => ((await place.headers())["cookie"] || "").includes(NAME + "=1");

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
    const place = headerRecorder(origin);
    fetchLater(place.url, { credentials, activateAfter: 0 });
    assert_equals(await sends(place), expected);
  }, what);
}
promise_test(async t => {
  const place = headerRecorder();
  fetchLater(place.url, { activateAfter: 100 });
  cookie(t);
  assert_true(await sends(place));
}, "cookies are those of the time of sending");
