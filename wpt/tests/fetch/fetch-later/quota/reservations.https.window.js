// META: script=/common/utils.js
// META: script=/common/get-host-info.sub.js
// META: script=/fetch/fetch-later/resources/beacon-log.js
// META: script=/fetch/fetch-later/resources/size.js
// META: script=/fetch/fetch-later/quota/resources/callers.js
// META: timeout=long
// What is set aside for a frame, given back and lost, through all that can become of a frame.
"use strict";

const { HTTPS_NOTSAMESITE_ORIGIN: OTHER, HTTPS_REMOTE_ORIGIN: REMOTE } = get_host_info();
const TO = "https://a.example/", HERE = location.origin, NORMAL = PER_ORIGIN, DELEGATED = { allow: "deferred-fetch" };
const loaded = iframe => new Promise(resolve => iframe.addEventListener("load", resolve, { once: true }));

// has checks that a caller may queue so many bytes and no more.
async function has(caller, bytes) {
  assert_false((await caller.call(TO, bytes + KIB)).ok, `more than ${bytes} bytes`);
  if (bytes) assert_true((await caller.call(TO, bytes)).ok, `${bytes} bytes`);
}

for (const [what, origin, attributes, own, taken] of [
  ["a frame of another origin", OTHER, {}, MINIMAL, MINIMAL],
  ["a frame of another origin of the site", REMOTE, {}, MINIMAL, MINIMAL],
  ["a frame that deferred-fetch is delegated to", OTHER, DELEGATED, NORMAL, NORMAL],
  ["a frame that nothing is delegated to", OTHER, { allow: "deferred-fetch-minimal 'none'" }, 0, 0],
  ["a sandboxed frame of another origin", OTHER, { sandbox: "allow-scripts" }, MINIMAL, MINIMAL],
  ["a sandboxed frame of another origin that keeps it", OTHER, { sandbox: "allow-scripts allow-same-origin" }, MINIMAL, MINIMAL],
]) {
  promise_test(async t => {
    const caller = await callerFrame(t, origin, attributes);
    leaves(window, POOL - taken);
    await has(caller, own);
    leaves(window, POOL - taken);
    caller.iframe.remove();
    leaves(window, POOL);
  }, what);
}
promise_test(async t => {
  await callerFrame(t, HERE);
  leaves(window, POOL);
}, "a frame of this origin");
promise_test(async t => {
  await callerFrame(t, HERE, { sandbox: "allow-scripts allow-same-origin", allow: "deferred-fetch" });
  leaves(window, POOL);
}, "a sandboxed frame of this origin that keeps it");
promise_test(async t => {
  await callerFrame(t, OTHER);
  await callerFrame(t, OTHER, DELEGATED);
  await callerFrame(t, REMOTE);
  leaves(window, POOL - NORMAL - 2 * MINIMAL);
}, "several frames");
promise_test(async t => {
  for (const element of ["object", "embed"]) {
    const caller = await callerFrame(t, OTHER, { type: "text/html" }, window, element);
    leaves(window, POOL - MINIMAL);
    await has(caller, MINIMAL);
    caller.iframe.remove();
  }
}, "object and embed elements are containers too");

for (const [what, start, left] of [
  ["this origin", iframe => { iframe.src = "/common/blank.html"; }, POOL],
  ["about:blank", iframe => { iframe.src = "about:blank"; }, POOL],
  ["a srcdoc", iframe => { iframe.srcdoc = "<p>"; }, POOL],
  ["a blob: URL", iframe => { iframe.src = URL.createObjectURL(new Blob(["x"], { type: "text/html" })); }, POOL],
  ["an origin that the policy does not mean", iframe => { iframe.allow = "deferred-fetch " + OTHER; iframe.src = REMOTE + "/common/blank.html"; }, POOL - MINIMAL],
  ["its own origin", iframe => { iframe.src = OTHER + "/common/blank.html"; }, POOL - NORMAL],
  ["its own origin by location", iframe => { iframe.contentWindow.location = OTHER + "/common/blank.html"; }, POOL - NORMAL],
  ["its own origin by window.open()", iframe => { open(OTHER + "/common/blank.html", iframe.name); }, POOL - NORMAL],
  ["its own origin by a link", iframe => { const a = document.createElement("a"); Object.assign(a, { href: OTHER + "/common/blank.html", target: iframe.name }); document.body.append(a); a.click(); a.remove(); }, POOL - NORMAL],
  ["its own origin by a form", iframe => { const f = document.createElement("form"); Object.assign(f, { action: OTHER + "/common/blank.html", target: iframe.name }); document.body.append(f); f.submit(); f.remove(); }, POOL - NORMAL],
  ["its own origin, with the policy taken away", iframe => { iframe.removeAttribute("allow"); iframe.src = OTHER + "/common/blank.html"; }, POOL - MINIMAL],
]) {
  promise_test(async t => {
    const { iframe } = await callerFrame(t, OTHER, { ...DELEGATED, name: "aim" + token() });
    const done = loaded(iframe);
    start(iframe);
    await done;
    leaves(window, left);
  }, `a frame that was delegated to, navigated by this document to ${what}`);
}
promise_test(async t => {
  const caller = await callerFrame(t, OTHER, DELEGATED), ready = caller.ready();
  document.body.append(caller.iframe);
  await ready;
  leaves(window, POOL - NORMAL);
  await has(caller, NORMAL);
}, "a frame that is moved by append() loads again, and has its quota again");
promise_test(async t => {
  const caller = await callerFrame(t, OTHER, DELEGATED), div = document.body.appendChild(document.createElement("div"));
  t.add_cleanup(() => div.remove());
  assert_true((await caller.call(TO, 40 * KIB)).ok);
  div.moveBefore(caller.iframe, null);
  leaves(window, POOL - NORMAL);
  assert_false((await caller.call(TO, 24 * KIB + 1)).ok, "what is pending stays");
  assert_true((await caller.call(TO, 24 * KIB)).ok);
}, "a frame that is moved by moveBefore() keeps all");
promise_test(async t => {
  const caller = await callerFrame(t, OTHER);
  caller.iframe.allow = "deferred-fetch";
  await has(caller, MINIMAL);
  leaves(window, POOL - MINIMAL);
}, "an allow attribute that comes later does not matter");
promise_test(async t => {
  const caller = await callerFrame(t, OTHER);
  caller.iframe.src = OTHER + "/common/blank.html?pipe=status(204)";
  await calm(recorder());
  await has(caller, MINIMAL);
  leaves(window, POOL - MINIMAL);
}, "a navigation that ends in 204 reserves anew for the document that stays");
promise_test(async t => {
  const iframe = await frame(t, { src: "/common/blank.html" }), sibling = await frame(t);
  const at = Array.from(frames).indexOf(iframe.contentWindow), caller = callerIn(() => iframe.contentWindow, window), ready = caller.ready();
  sibling.contentWindow.eval(`parent.frames[${at}].location = "${OTHER + CALLER}"`);
  await ready;
  await has(caller, 0);
  leaves(window, POOL);
}, "a frame that a sibling navigates has nothing");
promise_test(async t => {
  const outer = await frame(t), caller = await callerFrame(t, OTHER, {}, outer.contentWindow);
  const win = outer.contentWindow[0], ready = callerIn(() => win, window).ready();
  win.location = REMOTE + CALLER;
  await ready;
  await has(callerIn(() => win, window), MINIMAL);
  leaves(window, POOL - MINIMAL);
  caller.iframe.remove();
}, "a frame below that this document navigates keeps what its own container reserved");
promise_test(async t => {
  const caller = await callerFrame(t, OTHER);
  await caller.navigate(HERE);
  const ready = caller.ready();
  history.back();
  await ready;
  await has(caller, 0);
  leaves(window, POOL);
}, "a frame that is gone back in has nothing");

promise_test(async t => {
  const outer = await frame(t), caller = await callerFrame(t, OTHER, {}, outer.contentWindow);
  await has(caller, MINIMAL);
  leaves(window, POOL - MINIMAL);
  outer.remove();
  leaves(window, POOL);
}, "a frame of another origin in a frame of this one draws on the shared pool");
for (const [what, origin] of [["a third origin", REMOTE], ["this origin again", HERE]]) {
  promise_test(async t => {
    const outer = await callerFrame(t, OTHER), inner = await outer.insert(origin);
    await has(inner, 0);
    await has(outer, MINIMAL);
  }, `below a frame with 8 KiB ${what} has nothing`);
  promise_test(async t => {
    const outer = await callerFrame(t, OTHER, DELEGATED), inner = await outer.insert(origin);
    await has(inner, 0);
    await has(outer, NORMAL);
  }, `below a frame with 64 KiB ${what} has nothing by itself`);
  promise_test(async t => {
    const outer = await callerFrame(t, OTHER, DELEGATED), inner = await outer.insert(origin, DELEGATED);
    await has(inner, NORMAL);
    await has(outer, 0);
    leaves(window, POOL - NORMAL);
  }, `a frame may pass all of its 64 KiB on to ${what}`);
  promise_test(async t => {
    const outer = await callerFrame(t, OTHER, DELEGATED);
    assert_true((await outer.call(TO, 100)).ok);
    const inner = await outer.insert(origin, DELEGATED);
    await has(inner, 0);
    assert_true((await outer.call(TO, NORMAL - 100)).ok);
  }, `a frame that has something pending cannot pass 64 KiB on to ${what}`);
}
promise_test(async t => {
  const outer = await callerFrame(t, OTHER, DELEGATED), inner = await outer.insert(OTHER);
  assert_true((await inner.call(TO, 40 * KIB)).ok);
  assert_false((await outer.call(TO, 24 * KIB + 1)).ok);
  assert_true((await outer.call(TO, 24 * KIB)).ok);
}, "frames of one origin below another share what was delegated");
promise_test(async t => {
  const signal = signalFor(t), caller = await callerWindow(t, OTHER);
  for (let i = 0; i < 8; i++) queue(window, `https://o${i}.example/`, PER_ORIGIN, { signal });
  for (let i = 0; i < 8; i++) assert_true((await caller.call(`https://o${i}.example/`, PER_ORIGIN)).ok);
  assert_false((await caller.call(TO, KIB)).ok);
}, "a window of another origin has a pool of its own");
