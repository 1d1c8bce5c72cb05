// The initial about:blank document.
"use strict";

const add = (t, attributes = {}) => {
  const iframe = document.createElement("iframe");
  for (const name of Object.keys(attributes)) iframe.setAttribute(name, attributes[name]);
  document.body.appendChild(iframe);
  t.add_cleanup(() => iframe.remove());
  return iframe;
};

test(t => {
  const doc = add(t).contentDocument;
  assert_equals(doc.URL, "about:blank");
  assert_equals(doc.readyState, "complete");
  assert_equals(doc.compatMode, "BackCompat");
  assert_equals(doc.documentElement.outerHTML, "<html><head></head><body></body></html>");
}, "is there at once");
test(t => {
  const { contentWindow: win } = add(t);
  assert_equals(win.origin, origin);
  assert_equals(win.document.baseURI, document.baseURI);
}, "has its parent's origin and base URL");
test(t => {
  const { contentWindow: win } = add(t, { name: "given" });
  assert_equals(win.name, "given");
}, "has the name of the element");
promise_test(async t => {
  const iframe = add(t, { src: "/common/blank.html" });
  const first = iframe.contentDocument;
  assert_equals(first.URL, "about:blank");
  await new Promise(resolve => iframe.addEventListener("load", resolve, { once: true }));
  assert_not_equals(iframe.contentDocument, first);
}, "stands until the first navigation ends");
test(t => {
  const iframe = add(t);
  iframe.contentWindow.mine = 1;
  iframe.contentDocument.body.innerHTML = "<p>x</p>";
  assert_equals(iframe.contentDocument.querySelector("p").textContent, "x");
  assert_equals(iframe.contentWindow.mine, 1);
}, "can be worked with");
promise_test(async t => {
  const iframe = add(t), doc = iframe.contentDocument;
  await new Promise(resolve => setTimeout(resolve, 20));
  assert_equals(iframe.contentDocument, doc);
}, "is not replaced by another about:blank");
test(t => {
  const iframe = add(t);
  const script = iframe.contentDocument.createElement("script");
  script.textContent = "self.ran = location.href";
  iframe.contentDocument.body.appendChild(script);
  assert_equals(iframe.contentWindow.ran, "about:blank");
}, "runs scripts");
