// META: script=/common/get-host-info.sub.js
// fetchLater() in workers of all kinds, in documents of all kinds, and in windows around which not all is secure.
"use strict";

const { HTTP_ORIGIN } = get_host_info();
const script = "const answer = () => [isSecureContext, 'fetchLater' in self, 'FetchLaterResult' in self].join();";
const inWorker = URL.createObjectURL(new Blob([script + "postMessage(answer())"])), inSharedWorker = "data:text/javascript," + encodeURIComponent(script + "onconnect = e => e.ports[0].postMessage(answer())");
const message = target => new Promise(resolve => { target.onmessage = e => resolve(e.data); });
const HERE = `<script>${script} (opener || parent).postMessage(answer(), "*")<\/script>`;

promise_test(async () => assert_equals(await message(new Worker(inWorker)), "true,false,false"), "absent from a dedicated worker");
promise_test(async () => assert_equals(await message(new SharedWorker(inSharedWorker).port), "true,false,false"), "absent from a shared worker");
for (const [what, attributes] of [
  ["a srcdoc document", { srcdoc: HERE }], ["a blob: document", { src: URL.createObjectURL(new Blob([HERE], { type: "text/html" })) }],
  ["a data: document", { src: "data:text/html," + encodeURIComponent(HERE) }], ["a sandboxed document", { sandbox: "allow-scripts", srcdoc: HERE }],
]) {
  promise_test(async t => {
    const iframe = document.createElement("iframe"), told = message(window);
    for (const name of Object.keys(attributes)) iframe.setAttribute(name, attributes[name]);
    t.add_cleanup(() => iframe.remove());
    document.body.append(iframe);
    assert_equals(await told, "true,true,true");
  }, `there in ${what}`);
}
test(t => {
  const iframe = document.body.appendChild(document.createElement("iframe"));
  t.add_cleanup(() => iframe.remove());
  assert_equals(typeof iframe.contentWindow.fetchLater, "function");
}, "there in the initial about:blank of a frame");
promise_test(async t => {
  const told = message(window), win = open(HTTP_ORIGIN + "/fetch/fetch-later/resources/exposure.html");
  t.add_cleanup(() => win.close());
  assert_equals(await told, "false,false,true in a page over HTTP; false,false,true in its frame over HTTPS");
}, "absent from a page over HTTP and from a frame over HTTPS in it, though FetchLaterResult is not");
