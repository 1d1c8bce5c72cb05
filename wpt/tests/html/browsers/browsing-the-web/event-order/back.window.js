// META: script=/common/get-host-info.sub.js
// META: script=resources/trees.js
// META: timeout=long
// What each document of a page sees when the user goes back to the page before.
"use strict";

everyDocument("going back", async tree => {
  const watcher = new Watcher(tree);
  const popup = window.open("resources/start.html?next=" + encodeURIComponent(treeURL(tree)));
  await watcher.until("pageshow false");
  popup.postMessage({ act: "back" }, "*");
  await watcher.until("unload");
  await late();
  watcher.end();
  popup.close();
  return watcher.logs;
}, id => ["load", "pageshow false", "beforeunload", ...(id === "0" ? ["pageswap"] : []),
  "pagehide false visible", "visibilitychange hidden", "unload"]);
