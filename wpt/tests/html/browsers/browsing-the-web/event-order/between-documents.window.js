// META: script=/common/get-host-info.sub.js
// META: script=resources/trees.js
// META: timeout=long
// In which order the documents of one page hear of the same thing.
"use strict";

// opened opens a tree whose documents share this origin, and notes in one list what all of them see.
async function opened(t, tree, types) {
  const watcher = new Watcher(tree), popup = window.open(treeURL(tree)), log = [];
  t.add_cleanup(() => popup.close()); // when the test is over: a page that is still there asks beforeunload again
  await watcher.until("pageshow false");
  watcher.end();
  const visit = (win, id) => {
    for (const type of types) {
      (type === "visibilitychange" ? win.document : win).addEventListener(type, () => log.push(`${type} ${id}`));
    }
    for (let i = 0; i < win.length; i++) visit(win[i], `${id}.${i}`);
  };
  visit(popup, "0");
  return { popup, log };
}

const left = (popup, log, last) => new Promise(resolve => {
  const check = () => log.includes(last) ? setTimeout(resolve, 100) : setTimeout(check, 10);
  check();
});

for (const [tree, order] of [["s", ["0", "0.0"]], ["s,s", ["0", "0.0", "0.1"]], ["s(s)", ["0", "0.0", "0.0.0"]], ["s(s),s", ["0", "0.0", "0.0.0", "0.1"]]]) {
  for (const type of ["beforeunload", "pagehide", "visibilitychange", "unload"]) {
    promise_test(async t => {
      const { popup, log } = await opened(t, tree, [type]);
      popup.location.href = "/common/blank.html";
      await left(popup, log, `${type} ${order[order.length - 1]}`);
      assert_array_equals(log, order.map(id => `${type} ${id}`));
    }, `navigation: ${type} in ${tree}: a document before its frames, frames in their order`);
  }
}

promise_test(async t => {
  const { popup, log } = await opened(t, "s(s)", ["beforeunload", "pageswap", "pagehide", "visibilitychange", "unload"]);
  popup.location.href = "/common/blank.html";
  await left(popup, log, "unload 0.0.0");
  assert_array_equals(log, [
    "beforeunload 0", "beforeunload 0.0", "beforeunload 0.0.0", "pageswap 0",
    "pagehide 0", "visibilitychange 0", "unload 0", "pagehide 0.0", "visibilitychange 0.0", "unload 0.0",
    "pagehide 0.0.0", "visibilitychange 0.0.0", "unload 0.0.0",
  ]);
}, "navigation: a document is through before the next begins");

promise_test(async t => {
  const { popup, log } = await opened(t, "s(s)", ["pageswap", "pagehide", "visibilitychange", "unload"]);
  popup[0].frameElement.remove();
  assert_array_equals(log, [
    "pagehide 0.0", "visibilitychange 0.0", "unload 0.0", "pagehide 0.0.0", "visibilitychange 0.0.0", "unload 0.0.0",
  ]);
}, "removal: the same, and at once");

promise_test(async t => {
  const { popup, log } = await opened(t, "s(s)", ["beforeunload", "pageswap", "pagehide", "unload"]);
  popup[0].location.href = "/common/blank.html?inner";
  await left(popup, log, "unload 0.0.0");
  assert_array_equals(log.slice(0, 7), [
    "beforeunload 0.0", "beforeunload 0.0.0", "pageswap 0.0", "pagehide 0.0", "unload 0.0", "pagehide 0.0.0", "unload 0.0.0",
  ]);
}, "navigation of a frame: the page around it hears nothing");

promise_test(async t => {
  const { popup, log } = await opened(t, "s", ["load", "pageshow", "pagehide"]);
  const events = [];
  popup[0].addEventListener("pagehide", () => { events.push("inner"); });
  popup.addEventListener("pagehide", () => { popup[0].frameElement.remove(); events.push("removed"); });
  popup.location.href = "/common/blank.html";
  await left(popup, log, "pagehide 0.0");
  assert_array_equals(events, ["inner", "removed"]);
}, "a frame that a pagehide handler removes is unloaded then, and once");
