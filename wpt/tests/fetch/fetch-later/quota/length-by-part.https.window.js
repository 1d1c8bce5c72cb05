// META: script=/common/utils.js
// META: script=/fetch/fetch-later/resources/beacon-log.js
// META: script=/fetch/fetch-later/resources/size.js
// What each part of a request counts, to the byte: exactly 64 KiB are accepted, one byte more is not.
"use strict";

const TO = "https://a.example/", FREE = PER_ORIGIN - TO.length;
const bytes = n => new Uint8Array(n);
const at = n => TO + "?" + "q".repeat(n - TO.length - 1);
const referrer = n => location.origin + "/" + "r".repeat(n - location.origin.length - 1);

for (const [what, make] of [
  ["a typed array", n => [TO, { body: bytes(FREE + n) }]],
  ["an ArrayBuffer", n => [TO, { body: bytes(FREE + n).buffer }]],
  ["a view of a part of a buffer", n => [TO, { body: new Uint8Array(new ArrayBuffer(2 * PER_ORIGIN), 5, FREE + n) }]],
  ["a DataView", n => [TO, { body: new DataView(bytes(FREE + n).buffer) }]],
  ["16-bit elements", n => [n ? TO + "?" : TO + "?" , { body: new Uint16Array((FREE - 2) / 2 + n) }]],
  ["a Blob without a type", n => [TO, { body: new Blob([bytes(FREE + n)]) }]],
  ["a Blob with a type", n => [TO, { body: new Blob([bytes(FREE - 12 - 3 + n)], { type: "a/b" }) }]],
  ["a File with a type", n => [TO, { body: new File([bytes(FREE - 12 - 3 + n)], "name of a file", { type: "a/b" }) }]],
  ["a string", n => [TO, { body: "x".repeat(FREE - TYPE + n) }]],
  ["a string with a type of its own", n => [TO, { body: "x".repeat(FREE - 12 - 1 + n), headers: { "content-type": "a" } }]],
  ["URLSearchParams", n => [TO, { body: new URLSearchParams({ k: "x".repeat(FREE - 12 - 47 - 2 + n) + "" }), headers: {} }]],
  ["one long header", n => [TO, { headers: { x: "y".repeat(FREE - 1 + n) } }]],
  ["the name of a header", n => [TO, { headers: { ["x".repeat(FREE - 1 + n)]: "y" } }]],
  ["many headers", n => [TO, { headers: [...Array(1000).keys()].map(i => ["h" + String(i).padStart(4, "0"), "v".repeat(i ? 10 : FREE - 999 * 15 - 5 + n)]) }]],
  ["a header's spaces, which are trimmed", n => [TO, { headers: { x: "  " + "y".repeat(FREE - 1 + n) + "\t" } }]],
  ["the query", n => [at(PER_ORIGIN + n), {}]],
  ["the path", n => [TO + "p".repeat(FREE + n), {}]],
  ["the port", n => ["https://a.example:99/", { body: bytes(PER_ORIGIN - 21 + n) }]],
  ["the default port, which counts nothing", n => ["https://a.example:443/", { body: bytes(FREE + n) }]],
  ["a percent-encoded character", n => [TO + "?\u20ac", { body: bytes(FREE - 10 + n) }]],
  ["dots in the path, which go", n => [TO + "x/../", { body: bytes(FREE + n) }]],
  ["a method, which counts nothing", n => [TO, { method: "M".repeat(50), body: bytes(FREE + n) }]],
  ["credentials, mode and cache, which count nothing", n => [TO, { credentials: "include", mode: "cors", cache: "reload", body: bytes(FREE + n) }]],
  ["an integrity, which counts nothing", n => [TO, { integrity: "sha256-" + "A".repeat(43) + "=", body: bytes(FREE + n) }]],
  ["the default referrer, 12 bytes", n => [TO, { referrer: undefined, body: bytes(FREE - 12 + n) }]],
  ["about:client, 12 bytes", n => [TO, { referrer: "about:client", body: bytes(FREE - 12 + n) }]],
  ["a referrer of another origin, which becomes about:client", n => [TO, { referrer: "https://b.example/" + "r".repeat(100), body: bytes(FREE - 12 + n) }]],
  ["a referrer of 1000 bytes", n => [TO, { referrer: referrer(1000), body: bytes(FREE - 1000 + n) }]],
  ["a referrer of 60 KB", n => [TO, { referrer: referrer(60000), body: bytes(FREE - 60000 + n) }]],
]) {
  const call = (t, n) => {
    const [url, init] = make(n);
    if (!("method" in init) && "body" in init) init.method = "POST";
    if (!("referrer" in init)) init.referrer = "";
    return fetchLater(url, { ...init, signal: signalFor(t) });
  };
  test(t => { assert_false(call(t, 0).activated); }, `64 KiB with ${what}`);
  test(t => assert_throws_quotaexceedederror(() => call(t, 1), () => true, () => true), `one byte more than 64 KiB with ${what}`);
}
