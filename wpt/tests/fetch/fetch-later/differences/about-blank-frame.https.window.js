// META: script=/common/get-host-info.sub.js
async_test(t => {
  const frame = document.createElement("iframe");
  Object.assign(frame, { allow: "deferred-fetch", src: get_host_info().HTTPS_NOTSAMESITE_ORIGIN + "/common/blank.html" });
  frame.onload = () => {
    frame.onload = t.step_func_done(() => { for (let i = 0; i < 8; i++) fetchLater(`https://a${i}.example/`, { method: "POST", referrer: "", body: new Uint8Array(65000) }); });
    frame.src = "about:blank";
  };
  document.body.append(frame);
}, "what was reserved for a frame is free again when it shows about:blank");
