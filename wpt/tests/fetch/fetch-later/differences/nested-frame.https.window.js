// META: script=/common/get-host-info.sub.js
async_test(t => {
  const outer = document.body.appendChild(document.createElement("iframe")), inner = outer.contentDocument.createElement("iframe");
  inner.src = get_host_info().HTTPS_NOTSAMESITE_ORIGIN + "/common/blank.html";
  inner.onload = t.step_func_done(() => { for (let i = 0; i < 8; i++) fetchLater(`https://a${i}.example/`, { method: "POST", referrer: "", body: new Uint8Array(64000) }); });
  outer.contentDocument.body.append(inner);
}, "8 KiB for a frame below a frame are taken from the pool once");
