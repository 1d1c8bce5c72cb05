async_test(t => {
  const frame = document.createElement("iframe");
  frame.src = "/common/blank.html";
  frame.onload = () => {
    const { fetchLater, TypeError } = frame.contentWindow;
    frame.onload = t.step_func_done(() => assert_throws_js(TypeError, () => fetchLater("https://a.example/")));
    frame.srcdoc = "<p>";
  };
  document.body.append(frame);
}, "a function of a document that was replaced throws a TypeError");
