// META: script=/common/utils.js
// META: script=/common/get-host-info.sub.js
// META: script=/fetch/fetch-later/resources/beacon-log.js
// META: script=/fetch/fetch-later/resources/size.js
// META: script=/fetch/fetch-later/quota/resources/callers.js
// META: timeout=long
// Windows have pools of their own; trees of several origins share and divide them.
"use strict";

const { HTTPS_NOTSAMESITE_ORIGIN: OTHER, HTTPS_REMOTE_ORIGIN: REMOTE } = get_host_info();
const TO = "https://a.example/";

function popup(t, url = "") {
  return new Promise(resolve => {
    const win = open(url);
    t.add_cleanup(() => win.close());
    if (!url) resolve(win);
    else win.addEventListener("load", () => resolve(win), { once: true });
  });
}
for (const [what, url] of [["initial about:blank", ""], ["page", "/common/blank.html"]]) {
  promise_test(async t => {
    const signal = signalFor(t), win = await popup(t, url);
    queue(window, TO, PER_ORIGIN, { signal });
    queue(win, TO, PER_ORIGIN, { signal });
    refuses(() => queue(win, TO, KIB, { signal }), KIB, 0, win.QuotaExceededError);
  }, `the ${what} of a popup has a cap of its own`);
  promise_test(async t => {
    const signal = signalFor(t), win = await popup(t, url);
    for (let i = 0; i < 8; i++) queue(window, `https://o${i}.example/`, PER_ORIGIN, { signal });
    for (let i = 0; i < 8; i++) queue(win, `https://o${i}.example/`, PER_ORIGIN, { signal });
    refuses(() => queue(win, "https://o9.example/", KIB, { signal }), KIB, 0, win.QuotaExceededError);
  }, `the ${what} of a popup has a pool of its own`);
}
promise_test(async t => {
  const place = recorder(), win = await popup(t);
  win.fetchLater(place.url);
  win.close();
  assert_array_equals(await arrivals(place, 1), [null]);
}, "what a popup queued is sent when it closes");
promise_test(async t => {
  const place = recorder(), win = await popup(t);
  const result = win.fetchLater(place.url, { activateAfter: 0 });
  assert_array_equals(await arrivals(place, 1), [null]);
  assert_true(result.activated);
}, "a popup sends when the time has come");
promise_test(async t => {
  const signal = signalFor(t), outer = await frame(t);
  const inner = outer.contentDocument.body.appendChild(outer.contentDocument.createElement("iframe"));
  queue(window, TO, 20 * KIB, { signal });
  queue(outer.contentWindow, TO, 20 * KIB, { signal });
  queue(inner.contentWindow, TO, 20 * KIB, { signal });
  refuses(() => queue(inner.contentWindow, TO, 4 * KIB + 1, { signal }), 4 * KIB + 1, 4 * KIB, inner.contentWindow.QuotaExceededError);
}, "three levels of one origin share the cap");
promise_test(async t => {
  const signal = signalFor(t), outer = await frame(t), inner = outer.contentDocument.body.appendChild(outer.contentDocument.createElement("iframe"));
  queue(inner.contentWindow, TO, PER_ORIGIN, { signal });
  refuses(() => queue(window, TO, KIB, { signal }), KIB, 0);
  outer.remove();
  queue(window, TO, PER_ORIGIN, { signal });
}, "a removed subtree gives its bytes back");
promise_test(async t => {
  const callers = [];
  for (let i = 0; i < 17; i++) callers.push(await callerFrame(t, OTHER));
  for (let i = 0; i < 16; i++) assert_true((await callers[i].call(TO, MINIMAL)).ok, `frame ${i + 1}`);
  assert_false((await callers[16].call(TO, KIB)).ok, "frame 17");
  callers[3].iframe.remove();
  const late = await callerFrame(t, OTHER);
  assert_true((await late.call(TO, MINIMAL)).ok, "a new one in the place of another");
}, "sixteen frames have 8 KiB, the seventeenth has nothing");
promise_test(async t => {
  const caller = await callerFrame(t, OTHER);
  await caller.go(REMOTE);
  assert_false((await caller.call(TO, MINIMAL + 1)).ok);
  assert_true((await caller.call(TO, MINIMAL)).ok);
}, "a frame that navigates itself keeps the 8 KiB of its container");
promise_test(async t => {
  const caller = await callerFrame(t, OTHER, { allow: "deferred-fetch" });
  await caller.go(REMOTE);
  assert_false((await caller.call(TO, KIB)).ok);
}, "but not 64 KiB that the policy gives to another origin");
promise_test(async t => {
  const caller = await callerFrame(t, location.origin);
  await caller.go(OTHER);
  assert_false((await caller.call(TO, KIB)).ok);
}, "a frame of this origin that goes to another has nothing");
promise_test(async t => {
  const caller = await callerFrame(t, OTHER);
  assert_true((await caller.call(TO, MINIMAL)).ok);
  await caller.navigate(OTHER);
  assert_true((await caller.call(TO, MINIMAL)).ok, "what the first document had pending was sent");
}, "navigated anew it has its 8 KiB again");
for (const [what, make] of [
  ["its fetchLater property", win => win.fetchLater],
  ["our function called on it", win => fetchLater.call(win, "/")],
]) {
  promise_test(async t => {
    const { iframe } = await callerFrame(t, OTHER);
    assert_throws_dom("SecurityError", () => make(iframe.contentWindow));
  }, `a window of another origin: ${what} is a SecurityError`);
}
const through = (from, to) => from + "/common/redirect.py?location=" + to;
for (const [what, attributes, to, want] of [
  ["another origin: 8 KiB stay good", {}, REMOTE, MINIMAL],
  ["another origin: 64 KiB are lost", { allow: "deferred-fetch" }, REMOTE, 0],
  ["another origin that the policy names as well: 64 KiB stay good", { allow: "deferred-fetch *" }, REMOTE, PER_ORIGIN],
  ["this origin: it shares the pool", { allow: "deferred-fetch" }, location.origin, PER_ORIGIN],
]) {
  promise_test(async t => {
    const caller = await callerFrame(t, through(OTHER, to), attributes);
    assert_false((await caller.call(TO, want + KIB)).ok);
    if (want) assert_true((await caller.call(TO, want)).ok);
  }, `a frame redirected to ${what}`);
}
promise_test(async t => {
  const signal = signalFor(t);
  await callerFrame(t, through(OTHER, REMOTE), { allow: "deferred-fetch" });
  for (let i = 0; i < 7; i++) queue(window, `https://o${i}.example/`, PER_ORIGIN, { signal });
  refuses(() => queue(window, "https://o7.example/", KIB, { signal }), KIB, 0);
}, "what is lost through a redirect is lost to the page too");
promise_test(async t => {
  const signal = signalFor(t);
  await callerFrame(t, through(OTHER, location.origin), { allow: "deferred-fetch" });
  for (let i = 0; i < 8; i++) queue(window, `https://o${i}.example/`, PER_ORIGIN, { signal });
  refuses(() => queue(window, "https://o8.example/", KIB, { signal }), KIB, 0);
}, "what was set aside for a frame that is redirected to this origin is free again");
