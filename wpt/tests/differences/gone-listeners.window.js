async_test(t => {
  const frame = document.body.appendChild(document.createElement("iframe")), win = frame.contentWindow;
  frame.remove();
  win.addEventListener("x", t.step_func_done());
  win.dispatchEvent(new Event("x"));
  t.step_timeout(t.unreached_func("not heard"), 50);
}, "a window whose frame is gone hears events");
