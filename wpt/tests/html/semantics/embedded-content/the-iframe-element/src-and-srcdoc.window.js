// Where a frame's content comes from.
"use strict";

const make = (t, attributes) => new Promise(resolve => {
  const iframe = document.createElement("iframe");
  for (const name of Object.keys(attributes)) iframe.setAttribute(name, attributes[name]);
  iframe.addEventListener("load", () => resolve(iframe), { once: true });
  t.add_cleanup(() => iframe.remove());
  document.body.appendChild(iframe);
});
const loaded = iframe => new Promise(resolve => iframe.addEventListener("load", resolve, { once: true }));

promise_test(async t => {
  const iframe = await make(t, { srcdoc: "<p id=x>text" });
  assert_equals(iframe.contentDocument.getElementById("x").textContent, "text");
  assert_equals(iframe.contentDocument.URL, "about:srcdoc");
  assert_equals(iframe.contentWindow.location.href, "about:srcdoc");
}, "srcdoc");
promise_test(async t => {
  const iframe = await make(t, { srcdoc: "<p>" });
  assert_equals(iframe.contentDocument.baseURI, document.baseURI);
  assert_equals(iframe.contentWindow.origin, window.origin);
}, "srcdoc has its parent's base URL and origin");
promise_test(async t => {
  const iframe = await make(t, { src: "/common/blank.html", srcdoc: "<p>both" });
  assert_equals(iframe.contentDocument.URL, "about:srcdoc");
  const done = loaded(iframe);
  iframe.removeAttribute("srcdoc");
  await done;
  assert_equals(iframe.contentWindow.location.pathname, "/common/blank.html");
}, "srcdoc goes before src");
promise_test(async t => {
  const iframe = await make(t, { srcdoc: "" });
  assert_equals(iframe.contentDocument.URL, "about:srcdoc");
  assert_equals(iframe.contentDocument.body.childNodes.length, 0);
}, "an empty srcdoc");
promise_test(async t => {
  const iframe = await make(t, { src: "" });
  assert_equals(iframe.contentDocument.URL, "about:blank");
}, "an empty src is about:blank");
promise_test(async t => {
  const iframe = await make(t, { src: "/common/blank.html" });
  assert_equals(iframe.src, location.origin + "/common/blank.html");
  assert_equals(iframe.getAttribute("src"), "/common/blank.html");
}, "the src property is resolved");
promise_test(async t => {
  const iframe = await make(t, { src: "/common/blank.html" });
  iframe.contentWindow.location.href = "/common/blank.html?2";
  await loaded(iframe);
  assert_equals(iframe.getAttribute("src"), "/common/blank.html");
}, "navigation leaves the attribute alone");
promise_test(async t => {
  const iframe = await make(t, { src: "/common/blank.html#one" });
  assert_equals(iframe.contentWindow.location.hash, "#one");
}, "a fragment in src");
promise_test(async t => {
  const iframe = await make(t, { src: "data:text/html,<p>x" });
  assert_equals(iframe.contentDocument, null);
}, "a data: URL has an origin of its own");
promise_test(async t => {
  const iframe = await make(t, { src: "javascript:'<p>made'" });
  assert_equals(iframe.contentDocument.body.textContent, "made");
}, "a javascript: URL's string is the document");
promise_test(async t => {
  const iframe = await make(t, { sandbox: "", src: "/common/blank.html" });
  assert_equals(iframe.contentDocument, null);
}, "a sandboxed frame has an origin of its own");
promise_test(async t => {
  const iframe = await make(t, { sandbox: "allow-same-origin", src: "/common/blank.html" });
  assert_equals(iframe.contentDocument.URL, location.origin + "/common/blank.html");
}, "allow-same-origin keeps the origin");
