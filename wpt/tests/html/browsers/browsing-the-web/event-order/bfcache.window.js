// META: script=/common/get-host-info.sub.js
// META: script=resources/trees.js
// META: timeout=long
// What each document of a page sees that is left, kept and shown again.
"use strict";

everyDocument("the back/forward cache", tree => new Promise(resolve => {
  const name = "kept " + tree + " " + Math.random(), channel = new BroadcastChannel(name);
  channel.onmessage = ({ data }) => {
    channel.close();
    resolve(data.restored ? data.logs : {});
  };
  window.open(treeURL(tree, { kept: name }), "_blank", "noopener");
}), id => ["load", "pageshow false", "beforeunload", ...(id === "0" ? ["pageswap"] : []), "pagehide true visible",
  "visibilitychange hidden", "freeze", "resume", "visibilitychange visible", "pageshow true"]);
