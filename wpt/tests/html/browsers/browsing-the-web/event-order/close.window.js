// META: script=/common/get-host-info.sub.js
// META: script=resources/trees.js
// META: timeout=long
// What each document of a page sees when its window is closed.
"use strict";

const closed = async tree => {
  const watcher = new Watcher(tree), popup = window.open(treeURL(tree));
  await watcher.until("pageshow false");
  popup.close();
  await watcher.until("unload");
  await late();
  watcher.end();
  return watcher.logs;
};

// Where visibilitychange comes is the last test's: it does not depend on the tree.
everyDocument("closing", async tree => {
  const logs = await closed(tree);
  for (const id of Object.keys(logs)) {
    logs[id] = logs[id].map(entry => entry.replace(/^(pagehide .*) \w+$/, "$1")).filter(entry => !entry.startsWith("visibilitychange"));
  }
  return logs;
}, () => ["load", "pageshow false", "beforeunload", "pagehide false", "unload"]);

promise_test(async () => {
  const logs = await closed("");
  assert_equals(logs[0].filter(entry => entry === "visibilitychange hidden").length, 1);
}, "closing: a page hears once that it is hidden");
promise_test(async () => {
  const logs = await closed("");
  assert_array_equals(logs[0].slice(3), ["pagehide false visible", "visibilitychange hidden", "unload"]);
}, "closing: pagehide comes before visibilitychange");
