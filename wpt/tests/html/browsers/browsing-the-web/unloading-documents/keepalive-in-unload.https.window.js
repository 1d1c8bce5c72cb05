// META: script=/common/utils.js
// META: script=/fetch/fetch-later/resources/beacon-log.js
// Requests with keepalive that a document makes while it goes.
"use strict";

for (const type of ["pagehide", "unload"]) {
  promise_test(async t => {
    const place = recorder(), iframe = await frame(t, { src: "/common/blank.html" }), win = iframe.contentWindow;
    win.addEventListener(type, () => { win.fetch(place.url, { method: "POST", body: type, keepalive: true }); });
    iframe.remove();
    assert_array_equals(await arrivals(place, 1), [type]);
  }, `fetch() with keepalive in ${type}, removal`);
  promise_test(async t => {
    const place = recorder(), iframe = await frame(t, { src: "/common/blank.html" }), win = iframe.contentWindow;
    win.addEventListener(type, () => { win.fetch(place.url, { method: "POST", body: type, keepalive: true }); });
    iframe.src = "/common/blank.html?2";
    assert_array_equals(await arrivals(place, 1), [type]);
  }, `fetch() with keepalive in ${type}, navigation`);
  promise_test(async t => {
    const place = recorder(), iframe = await frame(t, { src: "/common/blank.html" }), win = iframe.contentWindow;
    let taken;
    win.addEventListener(type, () => { taken = win.navigator.sendBeacon(place.url, type); });
    iframe.remove();
    assert_true(taken);
    assert_array_equals(await arrivals(place, 1), [type]);
  }, `sendBeacon() in ${type}`);
}
promise_test(async t => {
  const place = recorder(), iframe = await frame(t, { src: "/common/blank.html" });
  iframe.contentWindow.fetch(place.url, { method: "POST", body: "b", keepalive: true });
  iframe.remove();
  assert_array_equals(await arrivals(place, 1), ["b"]);
}, "fetch() with keepalive right before removal");
