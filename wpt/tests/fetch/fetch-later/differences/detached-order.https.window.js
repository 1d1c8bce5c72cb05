test(() => {
  const frame = document.body.appendChild(document.createElement("iframe")), win = frame.contentWindow, { fetchLater, RangeError } = win;
  frame.remove();
  assert_throws_js(RangeError, () => fetchLater.call(win, "https://a.example/", { activateAfter: -1 }));
}, "the range is noticed before the detached document");
