// What stays and what changes when a frame is navigated.
"use strict";

const loaded = iframe => new Promise(resolve => iframe.addEventListener("load", resolve, { once: true }));
const open = async (t, src) => {
  const iframe = document.createElement("iframe");
  iframe.src = src;
  const done = loaded(iframe);
  document.body.appendChild(iframe);
  t.add_cleanup(() => iframe.remove());
  await done;
  return iframe;
};
const move = async (iframe, src) => {
  const done = loaded(iframe);
  iframe.src = src;
  await done;
};

promise_test(async t => {
  const iframe = await open(t, "/common/blank.html"), win = iframe.contentWindow;
  await move(iframe, "/common/blank.html?2");
  assert_equals(iframe.contentWindow, win);
  assert_equals(win.location.search, "?2");
}, "contentWindow stays the same object");
promise_test(async t => {
  const iframe = await open(t, "/common/blank.html"), doc = iframe.contentDocument;
  await move(iframe, "/common/blank.html?2");
  assert_not_equals(iframe.contentDocument, doc);
  assert_equals(doc.defaultView, null);
  assert_equals(iframe.contentDocument.defaultView, iframe.contentWindow);
}, "the document is another");
promise_test(async t => {
  const iframe = await open(t, "/common/blank.html"), { Array: A, location: l, history: h } = iframe.contentWindow;
  iframe.contentWindow.mine = 1;
  await move(iframe, "/common/blank.html?2");
  assert_equals(iframe.contentWindow.mine, undefined);
  assert_not_equals(iframe.contentWindow.Array, A);
  assert_not_equals(iframe.contentWindow.location, l);
  assert_not_equals(iframe.contentWindow.history, h);
}, "global, intrinsics, location and history are others");
promise_test(async t => {
  const iframe = await open(t, "/common/blank.html"), win = iframe.contentWindow;
  for (const name of ["parent", "top"]) assert_equals(win[name], window, name);
  assert_equals(win.frameElement, iframe);
  assert_equals(win.self, win);
  assert_equals(win.window, win);
  assert_equals(win.opener, null);
  await move(iframe, "/common/blank.html?2");
  for (const name of ["parent", "top"]) assert_equals(win[name], window, name);
  assert_equals(win.frameElement, iframe);
}, "parent, top and frameElement stay");
promise_test(async t => {
  const iframe = await open(t, "/common/blank.html"), win = iframe.contentWindow;
  assert_true(win.eval("this === self && globalThis === window"));
  assert_true(win.eval("frameElement.contentWindow === globalThis"));
}, "globalThis is the proxy");
promise_test(async t => {
  const iframe = await open(t, "/common/blank.html"), old = iframe.contentWindow.eval("(() => typeof kept)");
  iframe.contentWindow.eval("var kept = 1");
  assert_equals(old(), "number");
  await move(iframe, "/common/blank.html?2");
  assert_equals(old(), "number", "the old function still sees its global");
}, "a function of the old document keeps its scope");
promise_test(async t => {
  const iframe = await open(t, "/common/blank.html");
  iframe.contentWindow.name = "kept";
  await move(iframe, "/common/blank.html?2");
  assert_equals(iframe.contentWindow.name, "kept");
}, "window.name survives");
