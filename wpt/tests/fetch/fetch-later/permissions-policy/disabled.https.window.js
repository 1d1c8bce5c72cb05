// META: script=/common/utils.js
// META: script=/common/get-host-info.sub.js
// META: script=/fetch/fetch-later/resources/beacon-log.js
// META: script=/fetch/fetch-later/resources/size.js
// META: script=/fetch/fetch-later/quota/resources/callers.js
// The page's header is Permissions-Policy: deferred-fetch=().
"use strict";

const { HTTPS_NOTSAMESITE_ORIGIN: OTHER } = get_host_info();

test(() => assert_equals(typeof fetchLater, "function"), "fetchLater is there all the same");
test(() => {
  refuses(() => queue(window, "https://a.example/", KIB), KIB, 0);
}, "the document has nothing");
promise_test(async t => {
  const win = (await frame(t)).contentWindow;
  refuses(() => queue(win, "https://a.example/", KIB), KIB, 0, win.QuotaExceededError);
}, "a frame of its origin has nothing");
promise_test(async t => {
  const answer = await (await callerFrame(t, OTHER)).call("https://a.example/", MINIMAL);
  assert_true(answer.ok);
}, "a frame of another origin has its 8 KiB");
promise_test(async t => {
  const answer = await (await callerFrame(t, OTHER, { allow: "deferred-fetch" })).call("https://a.example/", MINIMAL + 1);
  assert_false(answer.ok);
}, "what the document lacks it cannot delegate");
