// META: script=/common/get-host-info.sub.js
async_test(t => {
  const frame = document.createElement("iframe");
  Object.assign(frame, { allow: "deferred-fetch", src: get_host_info().HTTPS_NOTSAMESITE_ORIGIN + "/common/blank.html" });
  frame.onload = () => {
    frame.onload = t.step_func_done(() => { for (let i = 0; i < 8; i++) fetchLater(`https://a${i}.example/`, { method: "POST", referrer: "", body: new Uint8Array(60000) }); });
    Object.assign(frame, { allow: "", src: frame.src + "?again" });
  };
  document.body.append(frame);
}, "a frame that is navigated without its allow attribute has 8 KiB reserved, no more 64");
