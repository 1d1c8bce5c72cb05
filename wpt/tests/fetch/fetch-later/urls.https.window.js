// META: script=/common/utils.js
// META: script=/fetch/fetch-later/resources/beacon-log.js
// Which URLs are HTTP(S) and potentially trustworthy.
"use strict";

for (const url of [
  "https://example.com/", "https://example.com:1/", "HTTPS://EXAMPLE.COM/", "https:example.com", "https://127.0.0.1/", "https://[::1]:8443/", "http://localhost/", "http://localhost:8000/x",
  "http://a.localhost/", "http://a.b.localhost/", "http://LOCALHOST/", "http://localhost./", "http://127.0.0.1:81/", "http://127.1.2.3/", "http://127.255.255.255/", "http://2130706433/", "http://0x7f000001/",
  "http://[::1]/", "http://[0:0:0:0:0:0:0:1]/", "?query", "#fragment", "//example.com/", "..", "\t/tab", " /space ",
]) {
  test(t => assert_false(fetchLater(url, { signal: signalFor(t) }).activated), `${JSON.stringify(url)} is accepted`);
}
for (const url of [
  "http://example.com/", "http://128.0.0.1/", "http://126.255.255.255/", "http://[::2]/", "http://localhost.example/", "http://notlocalhost/", "http://10.0.0.1/",
]) {
  test(() => {
    let name = "nothing";
    try { fetchLater(url); } catch (e) { name = e.name; }
    assert_in_array(name, ["TypeError", "SecurityError"], "which of them is the matter of arguments.https.window.js");
  }, `${url} is refused`);
}
for (const url of [
  "about:blank", "about:srcdoc", "blob:null/x", "data:text/html,x", "file:///", "ftp://localhost/", "mailto:a@b", "javascript:1", "ws://localhost/", "wss://example.com/", "filesystem:https://a/", "view-source:https://a/",
  "chrome://x", "x:y", "https://", "https://a b/", "http://[", "https://example.com:99999/", "https://user@example.com/", "https://:secret@example.com/",
]) {
  test(() => assert_throws_js(TypeError, () => fetchLater(url)), `${url} is a TypeError`);
}
promise_test(async t => {
  const iframe = await frame(t, { srcdoc: "<base href=https://example.com/folder/>" });
  assert_throws_js(iframe.contentWindow.TypeError, () => iframe.contentWindow.fetchLater("data:,"));
  assert_false(iframe.contentWindow.fetchLater("x", { signal: signalFor(t) }).activated);
}, "a relative URL has the document's base");
