// META: script=/common/get-host-info.sub.js
// document.domain: what it may be set to, and whom it lets in and shuts out.
"use strict";

const frame = (t, src) => new Promise(resolve => {
  const iframe = document.createElement("iframe");
  if (src) iframe.src = src;
  iframe.onload = () => resolve(iframe);
  t.add_cleanup(() => iframe.remove());
  document.body.append(iframe);
});
const relax = w => w.eval("document.domain = document.domain");

promise_test(async t => {
  const w = (await frame(t, "/common/blank.html")).contentWindow;
  assert_equals(w.document.domain, location.hostname);
  for (const value of ["", "test", "example.com", "x." + location.hostname, "." + location.hostname, location.hostname + ".", "a b", "127.0.0.1"])
    assert_throws_dom("SecurityError", w.DOMException, () => { w.document.domain = value; }, value);
  assert_equals(w.document.domain, location.hostname);
}, "only the host or what it ends with");
promise_test(async t => {
  const w = (await frame(t, "/common/blank.html")).contentWindow, { document: d } = w;
  relax(w);
  assert_throws_dom("SecurityError", () => w.document);
  assert_throws_dom("SecurityError", () => w.location.href);
  assert_equals(Object.getPrototypeOf(w), null);
  assert_equals(d.domain, location.hostname, "what one has already can be used");
}, "one side alone is shut out");
promise_test(async t => {
  const a = await frame(t, "/common/blank.html"), b = await frame(t, "/common/blank.html");
  const wa = a.contentWindow, wb = b.contentWindow, touch = wa.eval("(w => w.document)"), { DOMException: E } = wa;
  relax(wa);
  assert_throws_dom("SecurityError", E, () => touch(wb));
  const d = wb.document;
  relax(wb);
  assert_equals(touch(wb), d);
}, "both sides let each other in");
promise_test(async t => {
  const iframe = await frame(t, "/common/blank.html"), w = iframe.contentWindow;
  const inner = w.document.body.appendChild(w.document.createElement("iframe")).contentWindow;
  const touch = w.eval("(w => w.document.body.localName)");
  relax(w);
  assert_equals(touch(inner), "body");
}, "an initial about:blank shares its creator's origin");
promise_test(async t => {
  const iframe = await frame(t, "/common/blank.html"), d = iframe.contentDocument, { DOMException: E } = iframe.contentWindow;
  iframe.remove();
  assert_throws_dom("SecurityError", E, () => { d.domain = d.domain; });
}, "a document of a frame that is gone");
test(() => {
  const d = document.implementation.createHTMLDocument("");
  assert_throws_dom("SecurityError", () => { d.domain = location.hostname; });
}, "a document without a browsing context");
promise_test(async t => {
  const iframe = document.createElement("iframe");
  iframe.sandbox = "allow-scripts allow-same-origin";
  iframe.src = "/common/blank.html";
  t.add_cleanup(() => iframe.remove());
  await new Promise(resolve => { iframe.onload = resolve; document.body.append(iframe); });
  const w = iframe.contentWindow;
  assert_throws_dom("SecurityError", w.DOMException, () => { w.document.domain = w.document.domain; });
}, "a sandboxed document");
