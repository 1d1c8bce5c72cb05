// When an iframe fires load.
"use strict";

const make = t => {
  const iframe = document.createElement("iframe");
  t.add_cleanup(() => iframe.remove());
  return iframe;
};
const loaded = iframe => new Promise(resolve => iframe.addEventListener("load", resolve, { once: true }));

test(t => {
  const iframe = make(t);
  let count = 0;
  iframe.addEventListener("load", () => count++);
  document.body.appendChild(iframe);
  assert_equals(count, 1);
}, "without src, during insertion");
test(t => {
  const iframe = make(t);
  let count = 0;
  iframe.addEventListener("load", () => count++);
  iframe.src = "about:blank";
  document.body.appendChild(iframe);
  assert_equals(count, 1);
}, "with about:blank, during insertion");
promise_test(async t => {
  const iframe = make(t);
  let count = 0;
  iframe.addEventListener("load", () => count++);
  iframe.src = "/common/blank.html";
  document.body.appendChild(iframe);
  assert_equals(count, 0);
  await loaded(iframe);
  assert_equals(count, 1);
  assert_equals(iframe.contentDocument.readyState, "complete");
}, "with a URL, later and once");
promise_test(async t => {
  const iframe = make(t);
  iframe.src = "/common/blank.html";
  document.body.appendChild(iframe);
  await loaded(iframe);
  iframe.src = "/common/blank.html?2";
  const event = await loaded(iframe);
  assert_equals(event.target, iframe);
  assert_false(event.bubbles);
  assert_false(event.cancelable);
}, "again for each navigation");
promise_test(async t => {
  const iframe = make(t);
  iframe.src = "/common/no-such-file.html";
  document.body.appendChild(iframe);
  await loaded(iframe);
}, "for a 404 too");
promise_test(async t => {
  const iframe = make(t), log = [];
  iframe.srcdoc = "<script>addEventListener('load', () => parent.order.push('inner'))</" + "script>";
  window.order = log;
  iframe.addEventListener("load", () => log.push("element"));
  document.body.appendChild(iframe);
  await loaded(iframe);
  assert_array_equals(log, ["inner", "element"]);
}, "after the load event of its document");
promise_test(async t => {
  const outer = make(t), log = window.order = [];
  outer.srcdoc = "<iframe srcdoc='<p>' onload='parent.order.push(\"inner\")'></iframe>";
  outer.addEventListener("load", () => log.push("outer"));
  document.body.appendChild(outer);
  await loaded(outer);
  assert_array_equals(log, ["inner", "outer"]);
}, "inner frames delay it");
promise_test(async t => {
  const iframe = make(t);
  let count = 0;
  iframe.addEventListener("load", () => count++);
  iframe.src = "/common/blank.html";
  document.body.appendChild(iframe);
  iframe.remove();
  await fetch("/common/blank.html?3");
  await new Promise(resolve => setTimeout(resolve, 50));
  assert_equals(count, 0);
}, "not when it is removed before");
