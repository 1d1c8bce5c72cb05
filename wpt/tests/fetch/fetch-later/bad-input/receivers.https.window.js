// META: script=/common/utils.js
// META: script=/common/get-host-info.sub.js
// META: script=/fetch/fetch-later/resources/beacon-log.js
// fetchLater() on what is no window of this origin.
"use strict";

const { HTTPS_NOTSAMESITE_ORIGIN: OTHER, HTTPS_REMOTE_ORIGIN: SAME_SITE } = get_host_info();
for (const [what, receiver] of [
  ["an object", {}], ["a document", document], ["a location", location], ["a number", 1], ["a function", fetchLater], ["an object that inherits from the window", Object.create(self)],
  ["a proxy of the window", new Proxy(self, {})], ["Window.prototype", Window.prototype],
]) {
  test(() => assert_throws_js(TypeError, () => fetchLater.call(receiver, "/")), `${what} is no receiver`);
}
for (const [what, receiver] of [["null", null], ["undefined", undefined], ["the window", self], ["globalThis", globalThis]]) {
  test(t => assert_false(fetchLater.call(receiver, "/", { activateAfter: 1e9, signal: signalFor(t) }).activated), `${what} stands for this window`);
}
for (const [what, origin] of [["site", OTHER], ["origin of this site", SAME_SITE]]) {
  promise_test(async t => {
    const iframe = document.createElement("iframe");
    iframe.src = origin + "/common/blank.html";
    t.add_cleanup(() => iframe.remove());
    const loaded = new Promise(resolve => iframe.addEventListener("load", resolve));
    document.body.append(iframe);
    await loaded;
    const win = iframe.contentWindow;
    assert_throws_dom("SecurityError", () => win.fetchLater);
    assert_throws_dom("SecurityError", () => fetchLater.call(win, "/"));
    assert_throws_dom("SecurityError", () => fetchLater.call(win, { toString() { assert_unreached("the input is not looked at"); } }));
    assert_throws_dom("SecurityError", () => fetchLater.call(win));
  }, `a window of another ${what} is a SecurityError`);
}
promise_test(async t => {
  const win = open(OTHER + "/common/blank.html");
  t.add_cleanup(() => win.close());
  await t.step_wait(() => { try { return !win.location.href; } catch (e) { return true; } }, "the popup is of another origin", 1000, 10);
  assert_throws_dom("SecurityError", () => fetchLater.call(win, "/"));
}, "so is a popup of another origin");
