// META: script=/common/get-host-info.sub.js
// META: script=/fetch/fetch-later/resources/size.js
// META: script=/fetch/fetch-later/quota/resources/callers.js
promise_test(async t => {
  const { HTTPS_NOTSAMESITE_ORIGIN, HTTPS_REMOTE_ORIGIN } = get_host_info(), allow = { allow: "deferred-fetch" };
  const outer = await callerFrame(t, HTTPS_NOTSAMESITE_ORIGIN, allow);
  await outer.call("https://a.example/", 100);
  const inner = await outer.insert(HTTPS_REMOTE_ORIGIN, allow);
  assert_false((await inner.call("https://a.example/", 1024)).ok);
}, "a frame that has something pending cannot pass its 64 KiB on");
