// META: script=/common/get-host-info.sub.js
// META: script=resources/trees.js
// META: timeout=long
// What each document in a frame sees when the frame itself goes on to another document.
"use strict";

const start = url => "resources/start.html?next=" + encodeURIComponent(url);

for (const [act, opened] of [["leave"], ["reload"], ["back", start]]) {
  everyDocument(`navigation of a frame by itself: ${act}`,
    tree => inFrame(tree, iframe => iframe.contentWindow.postMessage({ act }, "*"), opened), unloaded);
}
