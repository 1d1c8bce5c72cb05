async_test(t => {
  onmessage = t.step_func_done(e => assert_equals(e.data, "function"));
  const frame = document.createElement("iframe");
  frame.src = "data:text/html,<script>parent.postMessage(typeof fetchLater, '*')</script>";
  document.body.append(frame);
}, "fetchLater() is there in a data: document of a secure page");
