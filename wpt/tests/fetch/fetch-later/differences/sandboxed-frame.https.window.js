async_test(t => {
  onmessage = t.step_func_done(e => assert_equals(e.data, "QuotaExceededError"));
  const frame = document.createElement("iframe");
  frame.sandbox = "allow-scripts";
  frame.src = URL.createObjectURL(new Blob(["<script>try { fetchLater('https://a.example/'); name = 'accepted'; } catch (e) { name = e.name; } parent.postMessage(name, '*');</script>"], { type: "text/html" }));
  document.body.append(frame);
}, "a sandboxed frame with a URL of this origin has no quota");
