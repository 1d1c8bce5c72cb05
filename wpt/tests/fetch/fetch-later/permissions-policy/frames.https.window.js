// META: script=/common/utils.js
// META: script=/common/get-host-info.sub.js
// META: script=/fetch/fetch-later/resources/beacon-log.js
// META: script=/fetch/fetch-later/resources/size.js
// META: script=/fetch/fetch-later/quota/resources/callers.js
// META: timeout=long
// The two features by header and by the allow attribute, in frames of this origin and of another.
"use strict";

const { HTTPS_NOTSAMESITE_ORIGIN: OTHER } = get_host_info();
const TO = "https://a.example/";

// size tells which quota a frame has: it tries one byte more than each.
async function size(caller) {
  if ((await caller.call(TO, MINIMAL + 1)).ok) return "64 KiB";
  if ((await caller.call(TO, MINIMAL)).ok) return "8 KiB";
  return "nothing";
}

for (const [allow, want] of [
  [null, "8 KiB"], ["", "8 KiB"], ["deferred-fetch", "64 KiB"], ["deferred-fetch *", "64 KiB"], ["deferred-fetch 'src'", "64 KiB"], ["deferred-fetch " + OTHER, "64 KiB"],
  ["deferred-fetch 'none'", "8 KiB"], ["deferred-fetch 'self'", "8 KiB"], ["deferred-fetch https://elsewhere.example", "8 KiB"], ["DEFERRED-FETCH", "8 KiB"], ["deferred-fetch-minimal", "8 KiB"],
  ["deferred-fetch-minimal *", "8 KiB"], ["deferred-fetch-minimal 'none'", "nothing"], ["deferred-fetch-minimal 'self'", "nothing"], ["deferred-fetch-minimal 'none'; deferred-fetch", "64 KiB"],
  ["deferred-fetch; deferred-fetch-minimal 'none'", "64 KiB"], ["deferred-fetch 'none'; deferred-fetch-minimal 'none'", "nothing"], ["deferred-fetch;;", "64 KiB"], [";deferred-fetch", "64 KiB"],
  ["deferred-fetch, camera", "8 KiB"], ["nonsense; deferred-fetch", "64 KiB"], ["deferred-fetch=*", "8 KiB"],
]) {
  promise_test(async t => {
    const caller = await callerFrame(t, OTHER, allow === null ? {} : { allow });
    assert_equals(await size(caller), want);
  }, `a frame of another site with ${allow === null ? "no allow attribute" : "allow=" + JSON.stringify(allow.replace(OTHER, "its origin"))}`);
}
for (const [header, want] of [
  ["", "64 KiB"], ["deferred-fetch=*", "64 KiB"], ["deferred-fetch=self", "64 KiB"], ["deferred-fetch=(self)", "64 KiB"], ["deferred-fetch=()", "nothing"], ["deferred-fetch-minimal=()", "64 KiB"],
  ["deferred-fetch=(), deferred-fetch-minimal=()", "nothing"], ["camera=()", "64 KiB"],
  // Broken structured fields: the header as a whole does not count.
  ["deferred-fetch=(", "64 KiB"], ["deferred-fetch=()x", "64 KiB"], ["deferred-fetch=(), =", "64 KiB"], ["Deferred-Fetch=()", "64 KiB"], ["deferred-fetch=(self", "64 KiB"], ["deferred-fetch=();", "64 KiB"],
  // Valid ones that name nobody.
  ["deferred-fetch", "nothing"], ["deferred-fetch=1", "nothing"], ["deferred-fetch=(1)", "nothing"],
]) {
  promise_test(async t => {
    const win = await new Promise(resolve => {
      const pipe = header ? "?pipe=header(Permissions-Policy," + encodeURIComponent(header.replace(/[(),]/g, "\\$&")) + ")" : "";
      const w = open("/common/blank.html" + pipe);
      t.add_cleanup(() => w.close());
      w.addEventListener("load", () => resolve(w));
      t.step_timeout(() => resolve(w), 1500);
    });
    let got = "64 KiB";
    try {
      win.fetchLater(TO, { method: "POST", body: new Uint8Array(KIB), referrer: "" });
    } catch (e) {
      assert_equals(e.name, "QuotaExceededError");
      got = "nothing";
    }
    assert_equals(got, want);
  }, `a page with the header ${JSON.stringify(header)}`);
}
