async_test(t => {
  const frame = document.createElement("iframe");
  frame.src = "/common/blank.html";
  frame.onload = t.step_func_done(() => {
    const { location: place } = frame.contentWindow;
    frame.remove();
    assert_equals(place.href, "about:blank");
  });
  document.body.append(frame);
}, "the Location of a frame that is gone is at about:blank");
