// META: script=/common/utils.js
// META: script=/fetch/fetch-later/resources/beacon-log.js
// Removing a frame sends what its document had pending.
"use strict";

for (const [what, init] of [["without activateAfter", {}], ["whose time is far away", { activateAfter: 600000 }], ["whose time is now", { activateAfter: 0 }]]) {
  promise_test(async t => {
    const place = recorder(), iframe = await frame(t);
    iframe.contentWindow.fetchLater(place.url, init);
    iframe.remove();
    assert_array_equals(await arrivals(place, 1), [null]);
  }, `a record ${what} is sent once`);
}
promise_test(async t => {
  const place = recorder(), iframe = await frame(t), controller = new AbortController();
  for (const body of ["a", "b", "c"]) iframe.contentWindow.fetchLater(place.url, { method: "POST", body, signal: body === "b" ? controller.signal : undefined });
  controller.abort();
  iframe.remove();
  assert_array_equals((await arrivals(place, 2)).sort(), ["a", "c"]);
}, "aborted records are left out");
promise_test(async t => {
  const place = recorder(), iframe = await frame(t);
  const inner = iframe.contentDocument.createElement("iframe");
  iframe.contentDocument.body.appendChild(inner);
  inner.contentWindow.fetchLater(place.url, { method: "POST", body: "inner" });
  iframe.contentWindow.fetchLater(place.url, { method: "POST", body: "outer" });
  iframe.remove();
  assert_array_equals((await arrivals(place, 2)).sort(), ["inner", "outer"]);
}, "frames within it send theirs");
for (const type of ["pagehide", "unload"]) {
  promise_test(async t => {
    const place = recorder(), iframe = await frame(t, { srcdoc: "<p>" }), win = iframe.contentWindow;
    win.addEventListener(type, () => { win.fetchLater(place.url, { method: "POST", body: type }); });
    iframe.remove();
    assert_array_equals(await arrivals(place, 1), [type]);
  }, `a call in ${type} is sent`);
}
promise_test(async t => {
  const place = recorder(), iframe = await frame(t, { srcdoc: "<p>" }), win = iframe.contentWindow;
  iframe.contentDocument.addEventListener("visibilitychange", () => { win.fetchLater(place.url, { method: "POST", body: "hidden" }); });
  iframe.remove();
  assert_array_equals(await arrivals(place, 1), ["hidden"]);
}, "a call in visibilitychange is sent");
promise_test(async t => {
  const place = recorder(), iframe = await frame(t);
  fetchLater(place.url, { signal: signalFor(t) });
  iframe.remove();
  assert_array_equals(await calm(place), []);
}, "records of the parent stay");
promise_test(async t => {
  const place = recorder(), iframe = await frame(t);
  const call = fetchLater.bind(window);
  iframe.contentWindow.calls = () => call(place.url, { signal: signalFor(t) });
  iframe.contentWindow.calls();
  iframe.remove();
  assert_array_equals(await calm(place), []);
}, "a record belongs to the window of the function, not of the caller");
