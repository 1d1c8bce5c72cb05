// META: script=/common/get-host-info.sub.js
// META: script=resources/trees.js
// META: timeout=long
// What each document in a frame sees when the frame is removed.
"use strict";

for (const [what, remove] of [
  ["removal", iframe => iframe.remove()],
  ["removal of what is around", iframe => iframe.parentNode.remove()],
]) {
  everyDocument(what, tree => inFrame(tree, remove),
    () => ["load", "pageshow false", "pagehide false visible", "visibilitychange hidden", "unload"], Object.keys(TREES), 3);
}
