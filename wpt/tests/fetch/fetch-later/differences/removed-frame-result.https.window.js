test(() => {
  const frame = document.body.appendChild(document.createElement("iframe")), result = frame.contentWindow.fetchLater("/");
  frame.remove();
  assert_false(result.activated);
}, "the result of a document that is gone was not activated");
