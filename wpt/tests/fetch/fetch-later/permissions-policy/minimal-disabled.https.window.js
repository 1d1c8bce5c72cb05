// META: script=/common/utils.js
// META: script=/common/get-host-info.sub.js
// META: script=/fetch/fetch-later/resources/beacon-log.js
// META: script=/fetch/fetch-later/resources/size.js
// META: script=/fetch/fetch-later/quota/resources/callers.js
// The page's header is Permissions-Policy: deferred-fetch-minimal=().
"use strict";

const { HTTPS_NOTSAMESITE_ORIGIN: OTHER } = get_host_info();

test(t => {
  const signal = signalFor(t);
  for (let i = 0; i < 10; i++) queue(window, `https://o${i}.example/`, PER_ORIGIN, { signal });
  refuses(() => queue(window, "https://o10.example/", KIB, { signal }), KIB, 0);
}, "the document has all 640 KiB");
promise_test(async t => {
  const answer = await (await callerFrame(t, OTHER)).call("https://a.example/", KIB);
  assert_false(answer.ok);
  assert_equals(answer.name, "QuotaExceededError");
}, "a frame of another origin has nothing");
promise_test(async t => {
  const answer = await (await callerFrame(t, OTHER, { allow: "deferred-fetch" })).call("https://a.example/", PER_ORIGIN);
  assert_true(answer.ok);
}, "a frame that deferred-fetch is delegated to has 64 KiB");
test(t => {
  queue(window, "https://a.example/", PER_ORIGIN, { signal: signalFor(t) });
  refuses(() => queue(window, "https://a.example/", KIB, { signal: signalFor(t) }), KIB, 0);
}, "the cap of an origin stays 64 KiB");
