// META: script=/common/utils.js
// META: script=/fetch/fetch-later/resources/beacon-log.js
// META: timeout=long
// What becomes of a frame's records when the frame is moved, or its document is replaced in a roundabout way.
"use strict";

const next = (target, type) => new Promise(resolve => target.addEventListener(type, resolve, { once: true }));

async function queued(t, attributes = { src: "/common/blank.html" }) {
  const place = recorder(), iframe = await frame(t, attributes);
  const result = iframe.contentWindow.fetchLater(place.url);
  return { place, iframe, result };
}
const sent = ({ place }, want = [null]) => arrivals(place, want.length).then(list => assert_array_equals(list, want));
const kept = async ({ place, result }) => {
  assert_array_equals(await calm(place), []);
  assert_false(result.activated);
};

for (const [what, move] of [
  ["append", iframe => document.body.appendChild(iframe)],
  ["insertBefore", iframe => document.body.insertBefore(iframe, document.body.firstChild)],
  ["replaceWith a clone", iframe => iframe.replaceWith(iframe.cloneNode())],
  ["replaceChildren of its parent", iframe => { const div = document.createElement("div"); document.body.append(div); div.append(iframe); div.replaceChildren(); div.remove(); }],
  ["innerHTML of its parent", iframe => { const div = document.createElement("div"); document.body.append(div); div.append(iframe); div.innerHTML = ""; div.remove(); }],
  ["moving it into another document", iframe => document.implementation.createHTMLDocument("").body.append(iframe)],
  ["removing its parent", iframe => { const div = document.createElement("div"); document.body.append(div); div.append(iframe); div.remove(); }],
]) {
  promise_test(async t => {
    const q = await queued(t);
    move(q.iframe);
    await sent(q);
    q.iframe.remove();
  }, `${what} sends`);
}
promise_test(async t => {
  const q = await queued(t), shadow = document.createElement("div");
  document.body.append(shadow);
  const inner = document.createElement("iframe");
  shadow.attachShadow({ mode: "closed" }).append(inner);
  inner.contentWindow.fetchLater(q.place.url);
  shadow.remove();
  await sent(q);
  q.iframe.remove();
  await sent(q, [null, null]);
}, "removing a shadow host sends what is queued in its tree");
for (const [what, start] of [
  ["src of its parent", iframe => { iframe.src = "/common/blank.html?2"; }],
  ["srcdoc of its parent", iframe => { iframe.srcdoc = "<p>new"; }],
  ["location of its parent", iframe => { iframe.contentWindow.location = "/common/blank.html?3"; }],
  ["location.replace()", iframe => iframe.contentWindow.location.replace("/common/blank.html?4")],
  ["its own location", iframe => iframe.contentWindow.eval("location.href = '/common/blank.html?5'")],
  ["about:blank", iframe => { iframe.src = "about:blank"; }],
  ["a javascript: URL with a text", iframe => { iframe.contentWindow.location = "javascript:'text'"; }],
  ["a data: URL", iframe => { iframe.src = "data:text/html,x"; }],
  ["a blob: URL", iframe => { iframe.src = URL.createObjectURL(new Blob(["x"], { type: "text/html" })); }],
  ["a redirect", iframe => { iframe.src = "/common/redirect.py?location=/common/blank.html"; }],
  ["a link with target", iframe => { iframe.name = iframe.contentWindow.name = "aim" + token(); const a = document.createElement("a"); a.target = iframe.name; a.href = "/common/blank.html?6"; document.body.append(a); a.click(); a.remove(); }],
  ["a form with target", iframe => { iframe.name = iframe.contentWindow.name = "aim" + token(); const f = document.createElement("form"); f.target = iframe.name; f.action = "/common/blank.html"; document.body.append(f); f.submit(); f.remove(); }],
  ["window.open() with its name", iframe => { const name = iframe.contentWindow.name = "aim" + token(); open("/common/blank.html?7", name); }],
  ["a sibling", async iframe => { const sibling = document.createElement("iframe"); document.body.append(sibling); sibling.contentWindow.eval("parent.frames[" + Array.from(frames).indexOf(iframe.contentWindow) + "].location = '/common/blank.html?8'"); setTimeout(() => sibling.remove(), 1000); }],
]) {
  promise_test(async t => {
    const q = await queued(t), done = next(q.iframe, "load");
    await start(q.iframe);
    await done;
    await sent(q);
  }, `a navigation by ${what} sends`);
}
for (const [what, act] of [
  ["a javascript: URL without a result", iframe => { iframe.contentWindow.location = "javascript:void 0"; }],
  ["document.open()", iframe => { iframe.contentDocument.open(); iframe.contentDocument.write("<p>new"); iframe.contentDocument.close(); }],
  ["pushState()", iframe => iframe.contentWindow.history.pushState(null, "", "?pushed")],
  ["a fragment", iframe => { iframe.contentWindow.location.hash = "x"; }],
  ["a changed sandbox attribute", iframe => { iframe.sandbox = "allow-scripts"; }],
  ["a removed src attribute", iframe => iframe.removeAttribute("name")],
  ["hiding the frame", iframe => { iframe.hidden = true; }],
  ["a download-like 204", iframe => { iframe.contentWindow.location.href = "/common/blank.html?pipe=status(204)"; }],
  ["window.close() of a frame", iframe => iframe.contentWindow.close()],
  ["moveBefore()", iframe => document.body.moveBefore(iframe, document.body.firstChild)],
  ["moveBefore() of its parent", iframe => { const outer = document.createElement("div"); document.body.append(outer); outer.moveBefore(iframe, null); document.body.moveBefore(outer, document.body.firstChild); }],
]) {
  promise_test(async t => {
    const q = await queued(t);
    act(q.iframe);
    await kept(q);
  }, `${what} keeps it`);
}
promise_test(async t => {
  const place = recorder(), iframe = document.createElement("iframe");
  document.body.append(iframe);
  t.add_cleanup(() => iframe.remove());
  iframe.contentWindow.fetchLater(place.url);
  const done = next(iframe, "load");
  iframe.src = "/common/blank.html";
  await done;
  iframe.remove();
  assert_array_equals(await arrivals(place, 1), [null]);
}, "what the initial about:blank queued is sent in the end");
promise_test(async t => {
  const q = await queued(t), win = q.iframe.contentWindow;
  document.body.moveBefore(q.iframe, document.body.firstChild);
  assert_equals(q.iframe.contentWindow, win);
  q.iframe.remove();
  await sent(q);
}, "a frame that was moved by moveBefore() sends once when it is removed");
promise_test(async t => {
  const q = await queued(t, { srcdoc: "<p>x" });
  q.iframe.remove();
  await sent(q);
}, "what a srcdoc document queued is sent");
