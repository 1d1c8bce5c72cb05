// META: script=resources/events.js
// A handler that throws stops nothing.
"use strict";

setup({ allow_uncaught_exception: true });

for (const type of ["pagehide", "visibilitychange", "unload"]) {
  promise_test(async t => {
    const iframe = await frame(t, { src: PAGE }), win = iframe.contentWindow, log = [];
    (type === "visibilitychange" ? iframe.contentDocument : win).addEventListener(type, () => { throw new win.Error("on purpose"); });
    record(win, log);
    iframe.remove();
    assert_array_equals(log, ["pagehide", "visibilitychange", "unload"]);
  }, `${type}, when the frame is removed`);
}
for (const type of ["beforeunload", "pagehide", "unload"]) {
  promise_test(async t => {
    const iframe = await frame(t, { src: PAGE }), win = iframe.contentWindow, log = [];
    win.addEventListener(type, () => { throw new win.Error("on purpose"); });
    record(win, log);
    iframe.src = PAGE + "?2";
    await loaded(iframe);
    assert_array_equals(log, ["beforeunload", "pagehide", "visibilitychange", "unload"]);
  }, `${type}, when the frame is navigated`);
}
promise_test(async t => {
  const iframe = await frame(t, { src: PAGE }), win = iframe.contentWindow, messages = [];
  const listen = e => { messages.push(e.error.message); };
  addEventListener("error", listen);
  t.add_cleanup(() => removeEventListener("error", listen));
  win.addEventListener("pagehide", () => { throw new win.Error("told to the function's window"); });
  iframe.remove();
  assert_array_equals(messages, ["told to the function's window"]);
}, "the error is reported to the window that the listener's function comes from");
