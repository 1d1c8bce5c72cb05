// META: timeout=long
// pagereveal comes once for each time that a document is shown.
"use strict";

const frame = (t, src) => new Promise(resolve => {
  const iframe = document.createElement("iframe");
  t.add_cleanup(() => iframe.remove());
  iframe.src = src;
  addEventListener("message", function listen({ data, source }) {
    if (source !== iframe.contentWindow && !data.swap) return; // the document that sent it may be gone
    removeEventListener("message", listen);
    resolve(data);
  });
  document.body.append(iframe);
});
const PAGE = "resources/reveal.html";

promise_test(async t => {
  const { log } = await frame(t, PAGE);
  assert_equals(log.filter(name => name === "pagereveal").length, 1);
}, "once after loading");
promise_test(async t => {
  const { log } = await frame(t, PAGE + "?frames");
  assert_equals(log.filter(name => name === "pagereveal").length, 1);
  assert_less_than(log.indexOf("pagereveal"), log.indexOf("animation frame"));
}, "before the first animation frame");
promise_test(async t => {
  const { event } = await frame(t, PAGE);
  assert_object_equals(event, {
    interface: "PageRevealEvent", target: "window", bubbles: false, cancelable: false, trusted: true, viewTransition: null,
  });
}, "the event");
promise_test(async t => {
  const { swap } = await frame(t, PAGE + "?swap");
  assert_object_equals(swap, {
    interface: "PageSwapEvent", target: "window", bubbles: false, cancelable: false, trusted: true, viewTransition: null,
  });
}, "pageswap's event");
test(() => {
  const e = new PageRevealEvent("pagereveal");
  assert_equals(e.viewTransition, null);
  assert_false(e.isTrusted);
}, "PageRevealEvent can be constructed");
test(() => {
  const e = new PageSwapEvent("pageswap");
  assert_equals(e.activation, null);
  assert_equals(e.viewTransition, null);
}, "PageSwapEvent can be constructed");
test(() => {
  assert_equals(onpagereveal, null);
  assert_equals(onpageswap, null);
}, "there are event handler attributes on Window");
test(() => {
  for (const name of ["onfreeze", "onresume"]) assert_equals(document[name], null, name);
  assert_equals(document.wasDiscarded, false);
}, "Document has what Page Lifecycle adds");
