"use strict";

function popup(t, url) {
  const w = window.open(url);
  t.add_cleanup(() => w.close());
  return w;
}

async_test(t => {
  const w = popup(t, "javascript: void (window.ran = true)");
  w.addEventListener("load", t.step_func_done(() => assert_true(w.ran)));
}, "a window opened with a javascript: URL that gives no document fires load after it ran");

async_test(t => {
  const w = popup(t, "");
  w.addEventListener("load", t.unreached_func("load"));
  t.step_timeout(() => t.done(), 200);
}, "a window opened without a URL does not");
