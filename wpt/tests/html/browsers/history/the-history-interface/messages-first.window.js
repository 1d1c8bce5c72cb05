// META: title=What was posted before a traversal arrives before its events
"use strict";

async function frameWithEntries(t) {
  const frame = document.createElement("iframe");
  frame.src = "/common/blank.html";
  await new Promise(resolve => {
    frame.onload = resolve;
    document.body.append(frame);
  });
  t.add_cleanup(() => frame.remove());
  const win = frame.contentWindow;
  for (const hash of ["#1", "#2"]) {
    const changed = new Promise(resolve => win.addEventListener("hashchange", resolve, { once: true }));
    win.location.hash = hash;
    await changed;
  }
  return win;
}

for (const [name, traverse] of Object.entries({
  "back()": h => h.back(), "go(-1)": h => h.go(-1),
})) {
  promise_test(async t => {
    const win = await frameWithEntries(t);
    const log = [];
    const listen = e => log.push(e.data);
    addEventListener("message", listen);
    t.add_cleanup(() => removeEventListener("message", listen));
    const changed = new Promise(resolve => win.addEventListener("hashchange", () => {
      log.push("hashchange");
      resolve();
    }));
    win.addEventListener("popstate", () => log.push("popstate"));
    postMessage("one", "*");
    win.parent.postMessage("two", "*");
    traverse(win.history);
    await changed;
    assert_array_equals(log, ["one", "two", "popstate", "hashchange"]);
  }, `${name} after messages`);

  promise_test(async t => {
    const win = await frameWithEntries(t);
    const heard = new Promise(resolve => addEventListener("message", resolve, { once: true }));
    win.parent.postMessage("gone", "*");
    traverse(win.history);
    await heard;
    const changed = new Promise(resolve => win.addEventListener("hashchange", resolve));
    assert_equals(win.location.hash, "#2", "it is still there");
    await changed;
    assert_not_equals(win.location.hash, "#2");
  }, `who hears of ${name} can still listen to its events`);
}
