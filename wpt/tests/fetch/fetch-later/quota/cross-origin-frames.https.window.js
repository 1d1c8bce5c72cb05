// META: timeout=long
// META: script=/common/utils.js
// META: script=/common/get-host-info.sub.js
// META: script=/fetch/fetch-later/resources/beacon-log.js
// META: script=/fetch/fetch-later/resources/size.js
// META: script=/fetch/fetch-later/quota/resources/callers.js
// What frames of other origins may keep, and what that costs their parent.
"use strict";

const { HTTPS_NOTSAMESITE_ORIGIN: OTHER, HTTPS_REMOTE_ORIGIN: REMOTE } = get_host_info();
const TO = "https://a.example/";
const refused = (answer, requested, quota) => {
  assert_false(answer.ok, "refused");
  assert_equals(answer.name, "QuotaExceededError");
  assert_in_array(answer.requested, [requested, null], "requested");
  assert_in_array(answer.quota, [quota, null], "quota");
};

for (const [what, origin] of [["another site", OTHER], ["another origin of the site", REMOTE]]) {
  promise_test(async t => {
    const caller = await callerFrame(t, origin);
    refused(await caller.call(TO, MINIMAL + 1), MINIMAL + 1, MINIMAL);
    assert_true((await caller.call(TO, MINIMAL)).ok);
    refused(await caller.call("https://b.example/", KIB), KIB, 0);
  }, `a frame of ${what} has 8 KiB`);
}
promise_test(async t => {
  const caller = await callerFrame(t, OTHER, { allow: "deferred-fetch" });
  refused(await caller.call(TO, PER_ORIGIN + 1), PER_ORIGIN + 1, PER_ORIGIN);
  assert_true((await caller.call(TO, PER_ORIGIN)).ok);
  refused(await caller.call("https://b.example/", KIB), KIB, 0);
}, "with allow=deferred-fetch it has 64 KiB");
promise_test(async t => {
  const caller = await callerFrame(t, OTHER, { allow: "deferred-fetch-minimal 'none'" });
  refused(await caller.call(TO, KIB), KIB, 0);
}, "with deferred-fetch-minimal forbidden it has nothing");
promise_test(async t => {
  const signal = signalFor(t), caller = await callerFrame(t, OTHER);
  queue(window, TO, PER_ORIGIN, { signal });
  assert_true((await caller.call(TO, MINIMAL)).ok);
}, "it does not share the cap of its parent");
promise_test(async t => {
  const signal = signalFor(t), caller = await callerFrame(t, OTHER);
  assert_true((await caller.call(TO, MINIMAL)).ok);
  queue(window, TO, PER_ORIGIN, { signal });
}, "its parent does not share its cap");
promise_test(async t => {
  const first = await callerFrame(t, OTHER), second = await callerFrame(t, OTHER);
  assert_true((await first.call(TO, MINIMAL)).ok);
  assert_true((await second.call(TO, MINIMAL)).ok);
}, "two of them have 8 KiB each");
promise_test(async t => {
  const signal = signalFor(t);
  await callerFrame(t, OTHER, { allow: "deferred-fetch" });
  for (let i = 0; i < 7; i++) queue(window, `https://o${i}.example/`, PER_ORIGIN, { signal });
  refuses(() => queue(window, "https://o7.example/", KIB, { signal }), KIB, 0);
}, "64 KiB set aside for a frame are lost to its parent");
promise_test(async t => {
  const signal = signalFor(t);
  const caller = await callerFrame(t, OTHER, { allow: "deferred-fetch" });
  caller.iframe.remove();
  for (let i = 0; i < 8; i++) queue(window, `https://o${i}.example/`, PER_ORIGIN, { signal });
}, "a removed frame frees what was set aside");
promise_test(async t => {
  const caller = await callerFrame(t, OTHER, { allow: "deferred-fetch" });
  await caller.navigate(OTHER);
  assert_true((await caller.call(TO, PER_ORIGIN)).ok);
}, "its parent may navigate it and the quota is set aside anew");
promise_test(async t => {
  const caller = await callerFrame(t, OTHER);
  await caller.navigate(location.origin);
  assert_true((await caller.call(TO, PER_ORIGIN)).ok);
}, "navigated to its parent's origin it shares with its parent");
