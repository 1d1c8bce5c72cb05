// META: script=/common/get-host-info.sub.js
async_test(t => {
  onmessage = t.step_func_done(e => assert_equals(e.data[1], false));
  const frame = document.createElement("iframe");
  frame.src = get_host_info().HTTP_REMOTE_ORIGIN + "/html/webappapis/user-prompts/resources/asks.html";
  document.body.append(frame);
}, "confirm() in a frame of another origin shows nothing and is false");
