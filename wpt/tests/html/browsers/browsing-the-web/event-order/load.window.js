// META: script=/common/get-host-info.sub.js
// META: script=resources/trees.js
// META: timeout=long
// What each document of a page sees when the page is loaded.
"use strict";

everyDocument("loading", async tree => {
  const watcher = new Watcher(tree), popup = window.open(treeURL(tree));
  await watcher.until("pageshow false");
  const logs = structuredClone(watcher.logs);
  watcher.end();
  popup.close();
  return logs;
}, () => ["load", "pageshow false"]);
