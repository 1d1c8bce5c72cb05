// META: script=/common/utils.js
// META: script=/fetch/fetch-later/resources/beacon-log.js
// META: script=/fetch/fetch-later/resources/size.js
// The cap of 64 KiB for each origin that is reported to.
"use strict";

const HERE = location.origin + "/", THERE = "https://a.example/", ALSO = "https://b.example/";

test(t => {
  const signal = signalFor(t);
  queue(window, HERE, 40 * KIB, { signal });
  refuses(() => queue(window, HERE, 24 * KIB + 1, { signal }), 24 * KIB + 1, 24 * KIB);
  queue(window, HERE, 24 * KIB, { signal });
  refuses(() => fetchLater(HERE, { referrer: "", signal }), HERE.length, 0);
}, "requests to one origin add up");
test(t => {
  const signal = signalFor(t);
  queue(window, THERE, PER_ORIGIN, { signal });
  queue(window, ALSO, PER_ORIGIN, { signal });
  queue(window, HERE, PER_ORIGIN, { signal });
}, "each origin has its own cap");
test(t => {
  const signal = signalFor(t);
  queue(window, THERE + "path", 40 * KIB, { signal });
  refuses(() => queue(window, THERE + "other?path", 40 * KIB, { signal }), 40 * KIB, 24 * KIB);
}, "paths do not matter");
test(t => {
  const signal = signalFor(t);
  queue(window, THERE, 40 * KIB, { signal });
  queue(window, "https://a.example:444/", 40 * KIB, { signal });
  queue(window, "https://www.a.example/", 40 * KIB, { signal });
}, "port and host make another origin");
test(t => {
  const first = new AbortController(), signal = signalFor(t);
  queue(window, THERE, PER_ORIGIN, { signal: first.signal });
  refuses(() => queue(window, THERE, KIB, { signal }), KIB, 0);
  first.abort();
  queue(window, THERE, PER_ORIGIN, { signal });
}, "abort gives the bytes back at once");
promise_test(async t => {
  const place = recorder(), signal = signalFor(t);
  queue(window, place.url, PER_ORIGIN, { activateAfter: 0 });
  refuses(() => queue(window, HERE, KIB, { signal }), KIB, 0);
  assert_equals((await arrivals(place, 1)).length, 1);
  queue(window, HERE, PER_ORIGIN, { signal });
}, "a request that is sent gives its bytes back");
test(t => {
  const signal = signalFor(t);
  refuses(() => queue(window, THERE, PER_ORIGIN + 1, { signal }), PER_ORIGIN + 1, PER_ORIGIN);
  queue(window, THERE, PER_ORIGIN, { signal });
}, "a refused request takes nothing");
test(t => {
  const signal = signalFor(t);
  queue(window, "https://a.example/", 40 * KIB, { signal });
  queue(window, "http://localhost/", 40 * KIB, { signal });
  queue(window, "http://127.0.0.1/", 40 * KIB, { signal });
}, "names of the same machine are different origins");
