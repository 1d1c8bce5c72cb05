// META: script=/common/get-host-info.sub.js
// META: script=resources/trees.js
// META: timeout=long
// What each document of a page sees when the page is loaded again.
"use strict";

everyDocument("reload", async tree => {
  const watcher = new Watcher(tree), popup = window.open(treeURL(tree));
  await watcher.until("pageshow false");
  popup.postMessage({ act: "reload" }, "*");
  await watcher.until("unload");
  await late();
  watcher.end();
  popup.close();
  return watcher.logs;
}, id => ["load", "pageshow false", "beforeunload", ...(id === "0" ? ["pageswap"] : []),
  "pagehide false visible", "visibilitychange hidden", "unload"]);
