// META: script=/common/utils.js
// META: script=/fetch/fetch-later/resources/beacon-log.js
// Methods and bodies arrive as given.
"use strict";

const form = () => { const f = new FormData(); f.append("payload", "form"); return f; };
for (const [what, make, want] of [
  ["a string", () => "text", "text"],
  ["text beyond ASCII", () => "gr\u00fc\u00df", "gr\u00fc\u00df"],
  ["an ArrayBuffer", () => new TextEncoder().encode("buffer").buffer, "buffer"],
  ["a typed array", () => new TextEncoder().encode("xviewx").subarray(1, 5), "view"],
  ["a Blob", () => new Blob(["bl", "ob"]), "blob"],
  ["URLSearchParams", () => new URLSearchParams("payload=params"), "params"],
  ["FormData", form, "form"],
]) {
  promise_test(async () => {
    const place = recorder();
    fetchLater(place.url, { method: "POST", body: make(), activateAfter: 0 });
    assert_array_equals(await arrivals(place, 1), [want]);
  }, `POST with ${what}`);
}
promise_test(async () => {
  const place = recorder();
  fetchLater(place.url, { method: "POST", activateAfter: 0 });
  assert_array_equals(await arrivals(place, 1), [null]);
}, "POST without a body");
// The handler keeps the bodies of POST requests only.
for (const [method, want] of [["PUT", null], ["PATCH", null], ["DELETE", null], ["post", "b"]]) {
  promise_test(async () => {
    const place = recorder();
    fetchLater(place.url, { method, body: "b", activateAfter: 0 });
    assert_array_equals(await arrivals(place, 1), [want]);
  }, `method ${method}`);
}
promise_test(async () => {
  const place = recorder(), request = new Request(place.url, { method: "POST", body: "mine" });
  fetchLater(request, { activateAfter: 0 });
  assert_true(request.bodyUsed, "the body has moved");
  assert_array_equals(await arrivals(place, 1), ["mine"]);
}, "the body of a Request");
promise_test(async () => {
  const place = recorder(), bytes = new TextEncoder().encode("before");
  fetchLater(place.url, { method: "POST", body: bytes, activateAfter: 0 });
  bytes.fill(120);
  assert_array_equals(await arrivals(place, 1), ["before"]);
}, "a buffer is copied at the call");
test(() => {
  const stream = new ReadableStream({ start(c) { c.close(); } });
  assert_throws_js(TypeError, () => fetchLater("/", { method: "POST", body: stream }));
}, "a stream without duplex is a TypeError");
test(() => {
  const stream = new ReadableStream({ start(c) { c.close(); } });
  assert_throws_js(TypeError, () => fetchLater("/", { method: "POST", body: stream, duplex: "half" }));
}, "a stream with duplex is a TypeError");
test(() => {
  const request = new Request("/", { method: "POST", body: "x" });
  fetchLater(request);
  assert_throws_js(TypeError, () => fetchLater(request));
}, "a Request whose body is used is a TypeError");
