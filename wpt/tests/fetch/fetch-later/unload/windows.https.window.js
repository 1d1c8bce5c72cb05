// META: script=/common/utils.js
// META: script=/common/get-host-info.sub.js
// META: script=/fetch/fetch-later/resources/beacon-log.js
// META: timeout=long
// What becomes of the records of a window that was opened, when it goes to another page or goes altogether.
"use strict";

const { HTTPS_NOTSAMESITE_ORIGIN: OTHER } = get_host_info();

function popup(t, url = "/common/blank.html", features = "") {
  return new Promise(resolve => {
    const win = open(url, "", features);
    t.add_cleanup(() => win.close());
    if (url) win.addEventListener("load", () => resolve(win), { once: true });
    else resolve(win);
  });
}

for (const [what, go] of [
  ["location", win => { win.location = "/common/blank.html?next"; }],
  ["location.replace()", win => win.location.replace("/common/blank.html?next")],
  ["location to another site", win => { win.location = OTHER + "/common/blank.html"; }],
  ["reload()", win => win.location.reload()],
  ["window.open() with its name", win => { win.name = "aim" + token(); open("/common/blank.html?next", win.name); }],
  ["a link with target", win => { win.name = "aim" + token(); const a = document.createElement("a"); Object.assign(a, { target: win.name, href: "/common/blank.html?next" }); document.body.append(a); a.click(); a.remove(); }],
  ["its own location", win => win.eval("location.href = '/common/blank.html?next'")],
  ["a form of its own", win => { const f = win.document.createElement("form"); f.action = "/common/blank.html"; win.document.body.append(f); f.submit(); }],
  ["a refresh", win => { const meta = win.document.createElement("meta"); Object.assign(meta, { httpEquiv: "refresh", content: "0; url=/common/blank.html?next" }); win.document.head.append(meta); }],
  ["about:blank", win => { win.location = "about:blank"; }],
  ["a javascript: URL with a text", win => { win.location = "javascript:'text'"; }],
  ["close()", win => win.close()],
]) {
  promise_test(async t => {
    const place = recorder(), win = await popup(t);
    win.fetchLater(place.url);
    go(win);
    assert_array_equals(await arrivals(place, 1), [null]);
  }, `${what} sends`);
}
for (const [what, go] of [
  ["a fragment", win => { win.location.hash = "here"; }], ["pushState()", win => win.history.pushState(null, "", "?next")], ["a javascript: URL without a result", win => { win.location = "javascript:void 0"; }],
  ["document.open()", win => { win.document.open(); win.document.close(); }], ["a 204", win => { win.location = "/common/blank.html?pipe=status(204)"; }], ["stop()", win => win.stop()], ["blur()", win => win.blur()],
]) {
  promise_test(async t => {
    const place = recorder(), win = await popup(t);
    win.fetchLater(place.url);
    go(win);
    assert_array_equals(await calm(place), []);
    win.close();
    assert_array_equals(await arrivals(place, 1), [null]);
  }, `${what} keeps it until the window closes`);
}
for (const [what, features] of [["a tab", ""], ["a popup", "popup"], ["a window with a size", "width=200,height=200"]]) {
  promise_test(async t => {
    const place = recorder(), win = await popup(t, "", features);
    win.fetchLater(place.url);
    win.location = "/common/blank.html";
    await arrivals(place, 0);
    win.close();
    assert_array_equals(await arrivals(place, 1), [null]);
  }, `what the initial about:blank of ${what} queued is sent once, whatever comes after it`);
}
promise_test(async t => {
  const place = recorder({ origin: location.origin });
  const win = open(`javascript:opener.result = fetchLater("${place.url}", {activateAfter: 0})`);
  t.add_cleanup(() => win.close());
  assert_array_equals(await arrivals(place, 1), [null]);
  assert_true(window.result.activated);
}, "a javascript: URL calls it in the initial about:blank");
promise_test(async t => {
  const place = recorder(), win = await popup(t);
  win.addEventListener("beforeunload", () => win.fetchLater(place.url));
  win.location = "/common/blank.html?next";
  assert_array_equals(await arrivals(place, 1), [null]);
}, "a call in beforeunload is sent");
for (const type of ["pagehide", "unload"]) {
  promise_test(async t => {
    const place = recorder(), win = await popup(t);
    win.addEventListener(type, () => win.fetchLater(place.url, { activateAfter: 0 }));
    win.close();
    assert_array_equals(await arrivals(place, 1), [null]);
  }, `a call in ${type} of a window that closes is sent once`);
}
promise_test(async t => {
  const place = recorder(), win = await popup(t), result = fetchLater(place.url, { signal: signalFor(t) });
  win.close();
  assert_array_equals(await calm(place), []);
  assert_false(result.activated);
}, "records of the opener stay");
