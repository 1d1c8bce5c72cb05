// META: script=/common/utils.js
// META: script=/fetch/fetch-later/resources/beacon-log.js
// The referrer of a deferred request whose document changes, or goes, before it is sent.
"use strict";

const full = location.href, origin = location.origin + "/";
const referrer = async place => (await place.headers())["referer"];
const policy = (doc, content) => {
  const meta = doc.createElement("meta");
  meta.name = "referrer";
  meta.content = content;
  doc.head.append(meta);
};

promise_test(async t => {
  const place = headerRecorder(), iframe = await frame(t, { src: "/common/blank.html?before" });
  iframe.contentWindow.fetchLater(place.url);
  iframe.contentWindow.history.pushState(null, "", "?after");
  iframe.remove();
  assert_equals(await referrer(place), origin + "common/blank.html?after");
}, "the document's URL is that of the time of sending");
promise_test(async t => {
  const place = headerRecorder(), iframe = await frame(t, { src: "/common/blank.html" });
  iframe.contentWindow.fetchLater(place.url);
  policy(iframe.contentDocument, "no-referrer");
  iframe.remove();
  assert_equals(await referrer(place), origin + "common/blank.html");
}, "a referrer policy that comes after the call is not applied");
promise_test(async t => {
  const place = headerRecorder(), iframe = await frame(t, { src: "/common/blank.html" });
  policy(iframe.contentDocument, "origin");
  iframe.contentWindow.fetchLater(place.url);
  iframe.remove();
  assert_equals(await referrer(place), origin);
}, "one that comes before the call is applied");
promise_test(async t => {
  const place = headerRecorder(), iframe = await frame(t, { src: "/common/blank.html?pipe=header(Referrer-Policy,no-referrer)" });
  iframe.contentWindow.fetchLater(place.url);
  iframe.remove();
  assert_equals(await referrer(place), undefined);
}, "the policy of the document's header is applied");
promise_test(async t => {
  const place = headerRecorder(), iframe = await frame(t, { src: "/common/blank.html?pipe=header(Referrer-Policy,no-referrer)" });
  iframe.contentWindow.fetchLater(place.url, { referrerPolicy: "unsafe-url" });
  iframe.remove();
  assert_equals(await referrer(place), origin + "common/blank.html?pipe=header(Referrer-Policy,no-referrer)");
}, "that of the request goes before it");
promise_test(async t => {
  const place = headerRecorder(), iframe = await frame(t, { srcdoc: "<p>" });
  iframe.contentWindow.fetchLater(place.url, { activateAfter: 0 });
  assert_equals(await referrer(place), full);
}, "a srcdoc document has the referrer of the document around it");
promise_test(async t => {
  const place = headerRecorder(), iframe = await frame(t, { src: "/common/blank.html?frame" });
  fetchLater(new iframe.contentWindow.Request(place.url), { activateAfter: 0 });
  assert_equals(await referrer(place), full);
}, "the window that calls is the referrer, not the one whose Request it is");
promise_test(async t => {
  const place = headerRecorder(), iframe = await frame(t, { src: "/common/blank.html?frame" });
  fetchLater.call(iframe.contentWindow, place.url);
  iframe.remove();
  assert_equals(await referrer(place), origin + "common/blank.html?frame");
}, "our function called on a frame's window has the frame's referrer");
