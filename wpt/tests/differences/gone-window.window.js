// META: script=/common/get-host-info.sub.js
async_test(t => {
  const frame = document.body.appendChild(document.createElement("iframe")), win = frame.contentWindow;
  frame.src = get_host_info().HTTP_NOTSAMESITE_ORIGIN + "/common/blank.html";
  frame.onload = t.step_func_done(() => {
    frame.remove();
    assert_equals(win.self, win);
  });
}, "a window of another origin is its own self when its frame is gone");
