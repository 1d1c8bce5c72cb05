// META: script=/common/get-host-info.sub.js
// META: script=/fetch/fetch-later/resources/size.js
// What is reserved for frames whose documents have opaque origins.
"use strict";

const OTHER = get_host_info().HTTPS_NOTSAMESITE_ORIGIN + "/common/blank.html";
for (const [src, attributes, left] of [
  ["data:text/html,x", {}, POOL - MINIMAL],
  ["data:text/html,x", { allow: "deferred-fetch" }, POOL - PER_ORIGIN],
  ["data:text/html,x", { allow: "deferred-fetch 'src'" }, POOL - PER_ORIGIN],
  ["data:text/html,x", { allow: "deferred-fetch *" }, POOL - PER_ORIGIN],
  ["data:text/html,x", { allow: "deferred-fetch 'self'" }, POOL - MINIMAL],
  ["data:text/html,x", { allow: "deferred-fetch 'none'" }, POOL - MINIMAL],
  ["data:text/html,x", { allow: "deferred-fetch-minimal 'none'" }, POOL],
  [OTHER, { sandbox: "allow-scripts" }, POOL - MINIMAL],
  [OTHER, { sandbox: "allow-scripts", allow: "deferred-fetch *" }, POOL - PER_ORIGIN],
  [OTHER, { sandbox: "allow-scripts allow-same-origin", allow: "deferred-fetch" }, POOL - PER_ORIGIN],
]) {
  promise_test(async t => {
    const iframe = document.createElement("iframe");
    for (const name of Object.keys(attributes)) iframe.setAttribute(name, attributes[name]);
    iframe.src = src;
    t.add_cleanup(() => iframe.remove());
    const loaded = new Promise(resolve => iframe.addEventListener("load", resolve));
    document.body.append(iframe);
    await loaded;
    leaves(window, left);
    iframe.remove();
    leaves(window, POOL);
  }, `${src.startsWith("data:") ? "a data: URL" : "another origin"} in a frame with ${JSON.stringify(attributes)}`);
}
