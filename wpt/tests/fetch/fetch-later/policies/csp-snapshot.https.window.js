// META: script=/common/utils.js
// META: script=/common/get-host-info.sub.js
// META: script=/fetch/fetch-later/resources/beacon-log.js
// A record keeps the policies its document had at the call.
"use strict";

const { HTTPS_NOTSAMESITE_ORIGIN: OTHER } = get_host_info();
const meta = "<meta http-equiv=Content-Security-Policy content=\"connect-src 'self'\">";
const addPolicy = doc => {
  const element = doc.createElement("meta");
  element.httpEquiv = "Content-Security-Policy";
  element.content = "connect-src 'self'";
  doc.head.appendChild(element);
};

promise_test(async t => {
  const place = recorder({ origin: OTHER }), iframe = await frame(t, { srcdoc: "<p>" });
  iframe.contentWindow.fetchLater(place.url);
  addPolicy(iframe.contentDocument);
  iframe.remove();
  assert_array_equals(await arrivals(place, 1), [null]);
}, "a policy that comes after the call is not applied");
promise_test(async t => {
  const place = recorder({ origin: OTHER }), iframe = await frame(t, { srcdoc: "<p>" });
  addPolicy(iframe.contentDocument);
  iframe.contentWindow.fetchLater(place.url);
  iframe.remove();
  assert_array_equals(await calm(place), []);
}, "a policy that comes before the call is applied");
promise_test(async t => {
  const place = recorder({ origin: OTHER }), iframe = await frame(t, { srcdoc: meta });
  iframe.contentWindow.fetchLater(place.url);
  iframe.remove();
  assert_array_equals(await calm(place), []);
}, "a policy of the frame's own document is applied");
promise_test(async t => {
  const place = recorder({ origin: OTHER });
  const iframe = await frame(t, { srcdoc: meta });
  fetchLater(place.url, { activateAfter: 0 });
  assert_array_equals(await arrivals(place, 1), [null]);
}, "a frame's policy does not bind its parent");
