// META: script=resources/events.js
// The beforeunload event. Nobody has touched the pages, so no prompt is ever shown.
"use strict";

promise_test(async t => {
  const iframe = await frame(t, { src: PAGE });
  let event;
  iframe.contentWindow.addEventListener("beforeunload", e => { event = e; });
  iframe.contentWindow.location.href = PAGE + "?2";
  await loaded(iframe);
  assert_class_string(event, "BeforeUnloadEvent");
  assert_true(event.cancelable);
  assert_false(event.bubbles);
  assert_equals(event.returnValue, "");
  assert_false(event.defaultPrevented);
}, "its interface and attributes");
promise_test(async t => {
  const iframe = await frame(t, { src: PAGE });
  let count = 0;
  iframe.contentWindow.addEventListener("beforeunload", () => count++);
  iframe.contentWindow.location.href = PAGE + "?2";
  assert_equals(count, 1);
  await loaded(iframe);
  assert_equals(count, 1);
}, "it fires before the setter returns, once");
promise_test(async t => {
  const iframe = await frame(t, { src: PAGE });
  iframe.contentWindow.addEventListener("beforeunload", e => e.preventDefault());
  iframe.contentWindow.location.href = PAGE + "?2";
  await loaded(iframe);
  assert_equals(iframe.contentWindow.location.search, "?2");
}, "preventDefault() without activation does not stop the navigation");
promise_test(async t => {
  const iframe = await frame(t, { src: PAGE });
  let event;
  iframe.contentWindow.addEventListener("beforeunload", e => { event = e; e.returnValue = "stay"; });
  iframe.contentWindow.location.href = PAGE + "?2";
  await loaded(iframe);
  assert_equals(event.returnValue, "stay");
}, "returnValue keeps what it is set to");
for (const [what, value, prevented, text] of [["a string", "stay", true, "stay"], ["undefined", undefined, false, ""], ["null", null, false, ""], ["an empty string", "", true, ""], ["false", false, true, "false"]]) {
  promise_test(async t => {
    const iframe = await frame(t, { src: PAGE });
    let event;
    iframe.contentWindow.addEventListener("beforeunload", e => { event = e; });
    iframe.contentWindow.onbeforeunload = () => value;
    iframe.contentWindow.location.href = PAGE + "?2";
    await loaded(iframe);
    assert_equals(event.defaultPrevented, prevented);
    assert_equals(event.returnValue, text);
  }, `a handler that returns ${what}`);
}
promise_test(async t => {
  const iframe = await frame(t, { src: PAGE });
  let count = 0;
  iframe.contentWindow.addEventListener("beforeunload", () => {
    count++;
    iframe.contentWindow.location.href = PAGE + "?inner";
  });
  iframe.contentWindow.location.href = PAGE + "?outer";
  await loaded(iframe);
  assert_equals(count, 1);
  assert_equals(iframe.contentWindow.location.search, "?outer");
}, "a navigation that a handler starts is dropped");
test(() => {
  const event = document.createEvent("BeforeUnloadEvent");
  assert_equals(event.returnValue, "");
  event.returnValue = "x";
  assert_equals(event.returnValue, "x");
}, "createEvent() makes one");
