// META: script=resources/events.js
// What script may not do while its document goes.
"use strict";

for (const type of ["pagehide", "visibilitychange", "unload"]) {
  promise_test(async t => {
    const iframe = await frame(t, { src: PAGE }), win = iframe.contentWindow;
    let result;
    (type === "visibilitychange" ? win.document : win).addEventListener(type, () => { result = win.open("about:blank"); });
    iframe.remove();
    assert_equals(result, null);
  }, `window.open() gives null in ${type}`);
  promise_test(async t => {
    const iframe = await frame(t, { src: PAGE });
    let result;
    (type === "visibilitychange" ? iframe.contentDocument : iframe.contentWindow).addEventListener(type, () => { result = window.open("about:blank"); });
    iframe.remove();
    assert_equals(result, null);
  }, `another window's open() gives null in ${type}`);
  promise_test(async t => {
    const iframe = await frame(t, { src: PAGE }), doc = iframe.contentDocument;
    doc.body.textContent = "kept";
    let result, text;
    (type === "visibilitychange" ? doc : iframe.contentWindow).addEventListener(type, () => { result = doc.open(); text = doc.body && doc.body.textContent; });
    iframe.src = PAGE + "?2";
    await loaded(iframe);
    assert_equals(result, doc);
    assert_equals(text, "kept");
  }, `document.open() does nothing in ${type}`);
}
promise_test(async t => {
  const iframe = await frame(t, { src: PAGE });
  let result;
  iframe.contentWindow.addEventListener("beforeunload", () => { result = iframe.contentWindow.open("about:blank"); });
  iframe.contentWindow.location.href = PAGE + "?2";
  await loaded(iframe);
  assert_equals(result, null);
}, "window.open() gives null in beforeunload");
for (const type of ["pagehide", "unload"]) {
  promise_test(async t => {
    const iframe = await frame(t, { src: PAGE }), win = iframe.contentWindow;
    win.addEventListener(type, () => { win.location.href = PAGE + "?wrong"; });
    iframe.src = PAGE + "?right";
    await loaded(iframe);
    await turn();
    assert_equals(iframe.contentWindow.location.search, "?right");
  }, `a navigation of itself in ${type} is ignored`);
}
promise_test(async t => {
  const iframe = await frame(t, { src: PAGE }), sibling = await frame(t, { src: PAGE });
  iframe.contentWindow.addEventListener("pagehide", () => { sibling.contentWindow.location.href = PAGE + "?moved"; });
  const done = loaded(sibling);
  iframe.remove();
  await done;
  assert_equals(sibling.contentWindow.location.search, "?moved");
}, "a navigation of another frame in pagehide is allowed");
