// META: script=/common/utils.js
// META: script=/fetch/fetch-later/resources/beacon-log.js
// META: script=/fetch/fetch-later/resources/size.js
// Deferred requests and the 64 KiB that keepalive requests may have in flight.
"use strict";

const send = (place, length, init = {}) => [place.url, { method: "POST", body: "x".repeat(length), ...init }];
const lengths = async (place, count) => (await arrivals(place, count)).map(text => text.length);

promise_test(async t => {
  const place = recorder();
  queue(window, place.url, PER_ORIGIN, { signal: signalFor(t) });
  await fetch(...send(place, 64000, { keepalive: true }));
  assert_array_equals(await lengths(place, 1), [64000]);
}, "what is pending does not count as in flight");
promise_test(async () => {
  const place = recorder();
  fetchLater(...send(place, 64000, { activateAfter: 0 }));
  assert_array_equals(await lengths(place, 1), [64000]);
  await fetch(...send(place, 64000, { keepalive: true }));
  assert_array_equals(await lengths(place, 2), [64000, 64000]);
}, "what has been sent does not count any more");
promise_test(async t => {
  const place = recorder(), iframe = await frame(t), { contentWindow: win } = iframe;
  queue(win, place.url, PER_ORIGIN);
  iframe.remove();
  assert_equals((await lengths(place, 1)).length, 1);
}, "a flush of one request of 64 KiB is sent");
promise_test(async () => {
  const place = recorder();
  for (const value of [true, false, undefined]) fetchLater(...send(place, 1000, { keepalive: value, activateAfter: 0 }));
  assert_array_equals(await lengths(place, 3), [1000, 1000, 1000]);
}, "the keepalive member makes no difference");
promise_test(async t => {
  const place = recorder(), iframe = await frame(t);
  for (const value of [true, false, undefined]) iframe.contentWindow.fetchLater(...send(place, 1000, { keepalive: value }));
  iframe.remove();
  assert_array_equals(await lengths(place, 3), [1000, 1000, 1000]);
}, "nor when the document goes");
promise_test(async t => {
  const signal = signalFor(t);
  assert_throws_quotaexceedederror(() => fetchLater("/", { method: "POST", body: "x".repeat(65537), keepalive: true, signal }), () => true, () => true);
  queue(window, "https://a.example/", PER_ORIGIN, { keepalive: true, signal });
}, "a keepalive request is refused for its quota alone");
