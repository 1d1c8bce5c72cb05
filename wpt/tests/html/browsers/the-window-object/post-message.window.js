// META: script=/common/get-host-info.sub.js
// Messages between windows.
"use strict";

const { HTTP_NOTSAMESITE_ORIGIN } = get_host_info();
const add = (t, srcdoc) => new Promise(resolve => {
  const iframe = document.createElement("iframe");
  if (srcdoc !== undefined) iframe.srcdoc = srcdoc;
  iframe.addEventListener("load", () => resolve(iframe), { once: true });
  t.add_cleanup(() => iframe.remove());
  document.body.appendChild(iframe);
});
const message = (target = window) => new Promise(resolve => target.addEventListener("message", resolve, { once: true }));

promise_test(async () => {
  const next = message();
  postMessage({ a: [1, { b: 2 }] }, "*");
  const event = await next;
  assert_equals(JSON.stringify(event.data), '{"a":[1,{"b":2}]}');
  assert_equals(event.source, window);
  assert_equals(event.origin, location.origin);
  assert_class_string(event, "MessageEvent");
}, "to itself");
promise_test(async t => {
  const iframe = await add(t), next = message();
  iframe.contentWindow.eval("parent.postMessage('up', '*')");
  const event = await next;
  assert_equals(event.data, "up");
  assert_equals(event.source, iframe.contentWindow);
}, "from a frame");
promise_test(async t => {
  const next = message();
  await add(t, "<script>parent.postMessage(location.href, '*')</" + "script>");
  const event = await next;
  assert_equals(event.data, "about:srcdoc");
  assert_equals(event.origin, location.origin);
}, "from a srcdoc frame");
promise_test(async t => {
  const iframe = await add(t), next = message(iframe.contentWindow);
  iframe.contentWindow.postMessage("down", "*");
  const event = await next;
  assert_equals(event.data, "down");
  assert_equals(event.source, window);
}, "to a frame");
promise_test(async () => {
  const log = [];
  const three = new Promise(resolve => addEventListener("message", function listen(e) {
    log.push(e.data);
    if (log.length === 3) { removeEventListener("message", listen); resolve(); }
  }));
  for (const n of [1, 2, 3]) postMessage(n, "*");
  assert_array_equals(log, [], "not synchronously");
  await three;
  assert_array_equals(log, [1, 2, 3]);
}, "in the order sent");
promise_test(async () => {
  const log = [], listen = e => log.push(e.data);
  addEventListener("message", listen);
  postMessage("for another", HTTP_NOTSAMESITE_ORIGIN);
  const next = message();
  postMessage("for us", location.origin);
  await next;
  removeEventListener("message", listen);
  assert_array_equals(log, ["for us"]);
}, "targetOrigin decides who gets it");
promise_test(async () => {
  const next = message();
  postMessage("slash", "/");
  assert_equals((await next).data, "slash");
}, "targetOrigin / is one's own");
test(() => {
  assert_throws_dom("SyntaxError", () => postMessage("x", "nonsense"));
}, "a targetOrigin that is no URL");
test(() => {
  assert_throws_dom("DataCloneError", () => postMessage(() => {}, "*"));
}, "a function cannot be cloned");
