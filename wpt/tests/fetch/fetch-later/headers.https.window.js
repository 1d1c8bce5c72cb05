// META: script=/common/utils.js
// META: script=/common/get-host-info.sub.js
// META: script=/fetch/fetch-later/resources/beacon-log.js
// The headers of a deferred request.
"use strict";

const { REMOTE_ORIGIN, HTTPS_NOTSAMESITE_ORIGIN, ORIGIN } = get_host_info();
const sent = (place, init) => { fetchLater(place.url, { activateAfter: 0, ...init }); return place.headers(); };

promise_test(async () => {
  assert_equals((await sent(headerRecorder(), { headers: { "X-Mine": "value" } }))["x-mine"], "value");
}, "headers of init are sent");
promise_test(async () => {
  assert_equals((await sent(headerRecorder()))["accept"], "*/*");
}, "Accept has its default");
promise_test(async () => {
  const headers = await sent(headerRecorder());
  assert_equals(headers["sec-fetch-mode"], "cors");
  assert_equals(headers["sec-fetch-dest"], "empty");
  assert_equals(headers["sec-fetch-site"], "same-origin");
  assert_not_own_property(headers, "sec-fetch-user");
}, "fetch metadata, same origin");
promise_test(async () => {
  assert_equals((await sent(headerRecorder(REMOTE_ORIGIN)))["sec-fetch-site"], "same-site");
}, "fetch metadata, same site");
promise_test(async () => {
  const headers = await sent(headerRecorder(HTTPS_NOTSAMESITE_ORIGIN), { mode: "no-cors" });
  assert_equals(headers["sec-fetch-site"], "cross-site");
  assert_equals(headers["sec-fetch-mode"], "no-cors");
}, "fetch metadata, cross site, no-cors");
promise_test(async () => {
  assert_not_own_property(await sent(headerRecorder()), "origin");
}, "a same-origin GET has no Origin");
promise_test(async () => {
  assert_equals((await sent(headerRecorder(HTTPS_NOTSAMESITE_ORIGIN)))["origin"], ORIGIN);
}, "a cross-origin GET has Origin");
promise_test(async () => {
  assert_not_own_property(await sent(headerRecorder(HTTPS_NOTSAMESITE_ORIGIN), { mode: "no-cors" }), "origin");
}, "a no-cors GET has no Origin");
promise_test(async () => {
  assert_equals((await sent(headerRecorder(), { cache: "no-store" }))["cache-control"], "no-cache");
}, "cache no-store asks for no cache");
promise_test(async () => {
  assert_equals((await sent(headerRecorder(), { headers: { "Accept": "text/x" } }))["accept"], "text/x");
}, "a given Accept wins");
