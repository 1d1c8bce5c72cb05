// META: script=/common/get-host-info.sub.js
// META: script=resources/trees.js
// META: timeout=long
// What each document in a frame sees when the frame is removed.
"use strict";

everyDocument("removal", async tree => {
  const watcher = new Watcher(tree), iframe = document.createElement("iframe");
  iframe.src = treeURL(tree);
  document.body.append(iframe);
  await watcher.until("pageshow false");
  iframe.remove();
  await watcher.until("unload");
  await late();
  watcher.end();
  return watcher.logs;
}, () => ["load", "pageshow false", "pagehide false visible", "visibilitychange hidden", "unload"], ["", "s", "x", "s,x"]);

everyDocument("navigation of the frame", async tree => {
  const watcher = new Watcher(tree), iframe = document.createElement("iframe");
  iframe.src = treeURL(tree);
  document.body.append(iframe);
  await watcher.until("pageshow false");
  iframe.src = "/common/blank.html?left";
  await watcher.until("unload");
  await late();
  watcher.end();
  iframe.remove();
  return watcher.logs;
}, unloaded, ["", "s", "x", "s,x"]);
