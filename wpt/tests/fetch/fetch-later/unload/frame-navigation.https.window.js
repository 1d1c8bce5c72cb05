// META: script=/common/utils.js
// META: script=/fetch/fetch-later/resources/beacon-log.js
// Which navigations of a frame send what its document had pending.
"use strict";

const loaded = iframe => new Promise(resolve => iframe.addEventListener("load", resolve, { once: true }));

promise_test(async t => {
  const place = recorder(), iframe = await frame(t, { src: "/common/blank.html" });
  iframe.contentWindow.fetchLater(place.url);
  const done = loaded(iframe);
  iframe.src = "/common/blank.html?2";
  await done;
  assert_array_equals(await arrivals(place, 1), [null]);
}, "a navigation to another document sends");
promise_test(async t => {
  const place = recorder(), iframe = await frame(t, { src: "/common/blank.html" });
  iframe.contentWindow.fetchLater(place.url);
  const done = loaded(iframe);
  iframe.contentWindow.location.reload();
  await done;
  assert_array_equals(await arrivals(place, 1), [null]);
}, "a reload sends");
promise_test(async t => {
  const place = recorder(), iframe = await frame(t, { src: "/common/blank.html" });
  iframe.contentWindow.fetchLater(place.url, { signal: signalFor(t) });
  iframe.contentWindow.location.hash = "here";
  assert_array_equals(await calm(place), []);
  assert_equals(iframe.contentWindow.location.hash, "#here");
}, "a navigation to a fragment does not");
promise_test(async t => {
  const place = recorder(), iframe = await frame(t, { src: "/common/blank.html" });
  iframe.contentWindow.fetchLater(place.url, { signal: signalFor(t) });
  iframe.contentWindow.history.replaceState(null, "", "?other");
  assert_array_equals(await calm(place), []);
}, "replaceState does not");
promise_test(async t => {
  const place = recorder(), iframe = await frame(t, { src: "/common/blank.html" });
  iframe.contentWindow.fetchLater(place.url, { signal: signalFor(t) });
  iframe.contentWindow.stop();
  assert_array_equals(await calm(place), []);
}, "window.stop() does not");
promise_test(async t => {
  const place = recorder(), iframe = await frame(t, { src: "/common/blank.html" });
  iframe.contentWindow.fetchLater(place.url, { signal: signalFor(t) });
  iframe.contentDocument.open();
  iframe.contentDocument.close();
  assert_array_equals(await calm(place), []);
}, "document.open() does not");
promise_test(async t => {
  const place = recorder(), iframe = await frame(t, { src: "/common/blank.html" });
  iframe.contentWindow.fetchLater(place.url, { signal: signalFor(t) });
  iframe.contentWindow.location.href = "/common/blank.html?pipe=status(204)";
  assert_array_equals(await calm(place), []);
}, "a navigation that ends in 204 does not");
promise_test(async t => {
  const place = recorder(), iframe = await frame(t, { src: "/common/blank.html" });
  const inner = iframe.contentDocument.createElement("iframe");
  iframe.contentDocument.body.appendChild(inner);
  inner.contentWindow.fetchLater(place.url);
  const done = loaded(iframe);
  iframe.src = "/common/blank.html?3";
  await done;
  assert_array_equals(await arrivals(place, 1), [null]);
}, "frames within it send theirs");
