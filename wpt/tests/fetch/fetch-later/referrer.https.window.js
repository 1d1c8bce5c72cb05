// META: script=/common/utils.js
// META: script=/common/get-host-info.sub.js
// META: script=/fetch/fetch-later/resources/beacon-log.js
// The Referer header of a deferred request.
"use strict";

const { HTTPS_NOTSAMESITE_ORIGIN } = get_host_info();
const full = location.href.split("#")[0], origin = location.origin + "/";
const sent = async (place, init) => {
  fetchLater(place.url, { activateAfter: 0, ...init });
  return (await place.headers())["referer"];
};
for (const [policy, same, cross] of [
  ["no-referrer", undefined, undefined], ["origin", origin, origin], ["same-origin", full, undefined], ["strict-origin", origin, origin],
  ["origin-when-cross-origin", full, origin], ["strict-origin-when-cross-origin", full, origin], ["unsafe-url", full, full], ["no-referrer-when-downgrade", full, full], ["", full, origin],
]) {
  promise_test(async () => assert_equals(await sent(headerRecorder(), { referrerPolicy: policy }), same), `policy "${policy}", same origin`);
  promise_test(async () => assert_equals(await sent(headerRecorder(HTTPS_NOTSAMESITE_ORIGIN), { referrerPolicy: policy }), cross), `policy "${policy}", cross origin`);
}
promise_test(async () => assert_equals(await sent(headerRecorder(), { referrer: "" }), undefined), "an empty referrer sends none");
promise_test(async () => assert_equals(await sent(headerRecorder(), { referrer: "/elsewhere?x#y" }), origin + "elsewhere?x"), "a referrer of the same origin is used, without its fragment");
promise_test(async () => assert_equals(await sent(headerRecorder(), { referrer: "https://example.com/x" }), full), "a referrer of another origin is not used");
promise_test(async () => assert_equals(await sent(headerRecorder(), { referrer: "about:client" }), full), "about:client stands for the document");
