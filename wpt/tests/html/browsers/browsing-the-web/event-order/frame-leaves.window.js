// META: script=/common/get-host-info.sub.js
// META: script=resources/trees.js
// META: timeout=long
// What each document in a frame sees when the frame itself goes on to another document.
"use strict";

const start = url => "resources/start.html?next=" + encodeURIComponent(url);

// Going back is done one after the other: frames have one history together.
for (const [act, opened, ahead] of [["leave", undefined, 3], ["reload", undefined, 3], ["back", start, 0]]) {
  everyDocument(`navigation of a frame by itself: ${act}`,
    tree => inFrame(tree, iframe => iframe.contentWindow.postMessage({ act }, "*"), opened), unloaded, Object.keys(TREES), ahead);
}
