// META: script=/common/utils.js
// META: script=/fetch/fetch-later/resources/beacon-log.js
// META: script=/fetch/fetch-later/resources/size.js
// What counts towards the length of a request, to the byte.
"use strict";

const HERE = location.origin + "/";

test(t => { queue(window, HERE, PER_ORIGIN, { signal: signalFor(t) }); }, "64 KiB fits exactly");
test(t => {
  refuses(() => queue(window, HERE, PER_ORIGIN + 1, { signal: signalFor(t) }), PER_ORIGIN + 1, PER_ORIGIN);
}, "one byte more does not, and the error tells both numbers");
test(t => {
  const url = HERE + "?" + "q".repeat(100);
  queue(window, url, PER_ORIGIN, { signal: signalFor(t) });
}, "the URL counts, its query included");
test(t => {
  queue(window, HERE + "#" + "f".repeat(5000), PER_ORIGIN, { signal: signalFor(t) });
}, "the fragment does not count");
test(t => {
  const headers = { "X-Long": "v".repeat(100) }, extra = "X-Long".length + 100;
  queue(window, HERE, PER_ORIGIN, { headers, body: bodyFor(HERE, PER_ORIGIN - extra), signal: signalFor(t) });
}, "a header counts its name and its value: exact fit");
test(t => {
  const headers = { "X-Long": "v".repeat(100) }, extra = "X-Long".length + 100;
  refuses(() => queue(window, HERE, PER_ORIGIN, { headers, body: bodyFor(HERE, PER_ORIGIN - extra) + "y", signal: signalFor(t) }), PER_ORIGIN + 1, PER_ORIGIN);
}, "a header counts its name and its value: one byte over");
test(t => {
  const referrer = HERE + "r".repeat(50);
  queue(window, HERE, PER_ORIGIN, { referrer, body: bodyFor(HERE, PER_ORIGIN - referrer.length), signal: signalFor(t) });
}, "the referrer counts: exact fit");
test(t => {
  const referrer = HERE + "r".repeat(50);
  refuses(() => queue(window, HERE, PER_ORIGIN, { referrer, body: bodyFor(HERE, PER_ORIGIN - referrer.length) + "y", signal: signalFor(t) }), PER_ORIGIN + 1, PER_ORIGIN);
}, "the referrer counts: one byte over");
test(t => {
  const wide = "\u00e9".repeat(1000), rest = bodyFor(HERE, PER_ORIGIN - 2000);
  fetchLater(HERE, { method: "POST", body: wide + rest, referrer: "", signal: signalFor(t) });
  refuses(() => fetchLater(HERE, { referrer: "", signal: signalFor(t) }), HERE.length, 0);
}, "a body counts bytes, not characters");
test(t => {
  const body = new Uint8Array(PER_ORIGIN - HERE.length);
  fetchLater(HERE, { method: "POST", body, referrer: "", signal: signalFor(t) });
}, "a body without a type adds no header");
test(t => {
  const url = HERE + "?\u00e9", serialized = HERE + "?%C3%A9";
  assert_equals(new URL(url).href, serialized);
  queue(window, url, PER_ORIGIN, { signal: signalFor(t) });
}, "the URL counts as serialized");
