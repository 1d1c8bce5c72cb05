// META: script=/common/utils.js
// META: script=/fetch/fetch-later/resources/beacon-log.js
// Which of two mistakes in one call is reported.
"use strict";

const aborted = reason => {
  const controller = new AbortController();
  controller.abort(reason);
  return controller.signal;
};

test(() => assert_throws_dom("AbortError", () => fetchLater("/", { signal: aborted() })), "an aborted signal throws AbortError");
test(() => {
  const reason = { mine: true };
  assert_throws_exactly(reason, () => fetchLater("/", { signal: aborted(reason) }));
}, "an aborted signal throws its reason");
test(() => assert_throws_dom("AbortError", () => fetchLater(new Request("/", { signal: aborted() }))), "the aborted signal of a Request counts");
test(() => assert_throws_js(TypeError, () => fetchLater("https://", { signal: aborted() })), "a bad URL is noticed before the aborted signal");
test(() => assert_throws_js(TypeError, () => fetchLater("/", { method: "TRACE", signal: aborted() })), "a bad method is noticed before the aborted signal");
test(() => assert_throws_js(TypeError, () => fetchLater("/", { activateAfter: NaN, signal: aborted() })), "conversion of activateAfter comes before the aborted signal");
test(() => assert_throws_dom("AbortError", () => fetchLater("/", { activateAfter: -1, signal: aborted() })), "the aborted signal is noticed before the range");
test(() => assert_throws_dom("AbortError", () => fetchLater("http://example.com/", { signal: aborted() })), "the aborted signal is noticed before the scheme");
test(() => assert_throws_js(RangeError, () => fetchLater("ftp://example.com/", { activateAfter: -1 })), "the range is noticed before the scheme");
test(() => assert_throws_js(RangeError, () => fetchLater("http://example.com/", { activateAfter: -1 })), "the range is noticed before the insecure URL");
test(() => assert_throws_js(RangeError, () => fetchLater("/", { method: "POST", body: "x".repeat(70000), activateAfter: -1 })), "the range is noticed before the quota");
test(() => assert_throws_js(TypeError, () => fetchLater("http://example.com/", { method: "POST", body: "x".repeat(70000) })), "the insecure URL is noticed before the quota");
test(() => assert_throws_js(TypeError, () => fetchLater("data:,", { method: "POST", body: "x".repeat(70000) })), "the scheme is noticed before the quota");
