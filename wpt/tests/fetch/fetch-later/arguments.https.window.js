// META: script=/common/utils.js
// META: script=/fetch/fetch-later/resources/beacon-log.js
// Which arguments fetchLater() takes and which it refuses, and how.
"use strict";

test(() => assert_throws_js(TypeError, () => fetchLater()), "no argument is a TypeError");
test(() => assert_equals(fetchLater.length, 1), "length is 1");
test(() => assert_equals(fetchLater.name, "fetchLater"), "name is fetchLater");

for (const [url, what] of [
  ["http://example.com/", "an insecure http URL"], ["ftp://example.com/", "ftp"], ["wss://example.com/", "wss"], ["file:///tmp/x", "file"],
  ["about:blank", "about:blank"], ["data:text/plain,x", "data"], ["blob:https://example.com/x", "blob"], ["javascript:void 0", "javascript"],
  ["https://", "an unparsable URL"], ["https://user:secret@example.com/", "a URL with credentials"],
]) {
  test(() => assert_throws_js(TypeError, () => fetchLater(url)), `${what} is a TypeError`);
}

for (const [url, what] of [
  ["/", "a relative URL"], ["https://example.com/", "another origin"], ["http://localhost/", "http on localhost"], ["http://127.0.0.1/", "http on 127.0.0.1"],
  ["http://[::1]/", "http on [::1]"], ["", "the empty string"],
]) {
  test(t => assert_false(fetchLater(url, { signal: signalFor(t) }).activated), `${what} is accepted`);
}

test(t => assert_false(fetchLater(new URL("/", location), { signal: signalFor(t) }).activated), "a URL object is accepted");
test(t => assert_false(fetchLater(new Request("/"), { signal: signalFor(t) }).activated), "a Request is accepted");

for (const [init, what] of [
  [{ method: "CONNECT" }, "a forbidden method"], [{ method: "a b" }, "a method that is no token"], [{ method: "GET", body: "x" }, "GET with a body"],
  [{ mode: "navigate" }, "mode navigate"], [{ mode: "nonsense" }, "an unknown mode"], [{ credentials: "nonsense" }, "unknown credentials"],
  [{ cache: "only-if-cached" }, "only-if-cached without same-origin"], [{ window: {} }, "a window member"], [{ referrer: "https://:x" }, "an unparsable referrer"],
  [{ mode: "no-cors", method: "PUT" }, "no-cors with an unsafe method"], [{ headers: { "a b": "c" } }, "an invalid header name"], [{ signal: 5 }, "a signal that is none"],
]) {
  test(() => assert_throws_js(TypeError, () => fetchLater("/", init)), `${what} is a TypeError`);
}
