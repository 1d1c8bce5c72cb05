// META: script=/common/utils.js
// META: script=/common/get-host-info.sub.js
// META: script=/fetch/fetch-later/resources/beacon-log.js
// META: script=/fetch/fetch-later/resources/size.js
// META: script=/fetch/fetch-later/quota/resources/callers.js
// META: timeout=long
// The header of the page, the allow attribute, both, and the header of the frame.
"use strict";

const { HTTPS_NOTSAMESITE_ORIGIN: OTHER, HTTPS_REMOTE_ORIGIN: REMOTE } = get_host_info();
const TO = "https://a.example/";
const withHeader = (url, header) => header ? url + "?pipe=header(Permissions-Policy," + encodeURIComponent(header.replace(/[(),]/g, "\\$&")) + ")" : url;

async function size(caller) {
  if ((await caller.call(TO, MINIMAL + 1)).ok) return "64 KiB";
  if ((await caller.call(TO, MINIMAL)).ok) return "8 KiB";
  return "nothing";
}
// page opens a page of this origin with a header.
function page(t, header) {
  return new Promise(resolve => {
    const win = open(withHeader("/common/blank.html", header));
    t.add_cleanup(() => win.close());
    win.addEventListener("load", () => resolve(win), { once: true });
  });
}

for (const [header, allow, want] of [
  [`deferred-fetch=(self "${OTHER}")`, undefined, "8 KiB"], // a header alone does not delegate
  [`deferred-fetch=(self "${OTHER}")`, "deferred-fetch", "64 KiB"],
  [`deferred-fetch=("${OTHER}")`, "deferred-fetch", "8 KiB"], // the page itself has no use of it, and cannot pass it on
  ["deferred-fetch=*", undefined, "8 KiB"],
  ["deferred-fetch=*", "deferred-fetch", "64 KiB"],
  ["deferred-fetch=self", "deferred-fetch", "8 KiB"],
  [`deferred-fetch=(self "${REMOTE}")`, "deferred-fetch", "8 KiB"],
  ["deferred-fetch=()", "deferred-fetch", "8 KiB"],
  ["deferred-fetch-minimal=()", undefined, "nothing"],
  ["deferred-fetch-minimal=()", "deferred-fetch-minimal", "nothing"],
  ["deferred-fetch-minimal=()", "deferred-fetch", "64 KiB"],
  ["deferred-fetch-minimal=self", undefined, "nothing"],
  ["deferred-fetch-minimal=self", "deferred-fetch-minimal", "nothing"],
  [`deferred-fetch-minimal=(self "${OTHER}")`, undefined, "8 KiB"],
  [`deferred-fetch-minimal=(self "${OTHER}")`, "deferred-fetch-minimal 'none'", "nothing"],
  ["deferred-fetch=(), deferred-fetch-minimal=()", "deferred-fetch; deferred-fetch-minimal", "nothing"],
]) {
  promise_test(async t => {
    const caller = await callerFrame(t, OTHER, allow === undefined ? {} : { allow }, await page(t, header));
    assert_equals(await size(caller), want);
  }, `a page with ${JSON.stringify(header.replace(OTHER, "the frame's origin").replace(REMOTE, "another origin"))} and a frame with ${allow === undefined ? "no allow attribute" : "allow=" + JSON.stringify(allow)}`);
}
for (const [header, allow, want] of [
  ["deferred-fetch=()", "deferred-fetch", "nothing"],
  ["deferred-fetch=()", undefined, "8 KiB"],
  ["deferred-fetch-minimal=()", undefined, "nothing"],
  ["deferred-fetch-minimal=()", "deferred-fetch", "64 KiB"],
  ["deferred-fetch=*", undefined, "8 KiB"],
  ["deferred-fetch=self", "deferred-fetch", "64 KiB"],
]) {
  promise_test(async t => {
    const iframe = document.createElement("iframe"), caller = callerIn(() => iframe.contentWindow, window), ready = caller.ready();
    if (allow) iframe.allow = allow;
    iframe.src = withHeader(OTHER + CALLER, header);
    document.body.append(iframe);
    t.add_cleanup(() => iframe.remove());
    await ready;
    assert_equals(await size(caller), want);
  }, `a frame whose own header is ${JSON.stringify(header)}, with ${allow ? "allow=" + allow : "no allow attribute"}`);
}
promise_test(async t => {
  const win = await page(t, `deferred-fetch=(self "${OTHER}")`), caller = await callerFrame(t, OTHER, { allow: "deferred-fetch" }, win);
  await caller.go(REMOTE);
  assert_equals(await size(caller), "nothing");
}, "what header and attribute give to one origin another does not get");
promise_test(async t => {
  const outer = await callerFrame(t, OTHER, { allow: "deferred-fetch" }), inner = await outer.insert(REMOTE, { allow: `deferred-fetch ${OTHER}` });
  assert_equals(await size(inner), "nothing");
}, "a frame that has it delegates it to nobody else's origin");
promise_test(async t => {
  const outer = await callerFrame(t, OTHER), inner = await outer.insert(REMOTE, { allow: "deferred-fetch" });
  assert_equals(await size(inner), "nothing");
}, "a frame that lacks it cannot delegate it");
