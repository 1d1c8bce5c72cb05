// META: script=/common/get-host-info.sub.js
// META: script=resources/trees.js
// META: timeout=long
// What each document in a frame sees when the page around sends the frame to another document.
"use strict";

for (const [what, leave] of [
  ["its src", iframe => { iframe.src = "/common/blank.html?left"; }],
  ["its srcdoc", iframe => { iframe.srcdoc = "left"; }],
  ["about:blank", iframe => { iframe.src = "about:blank"; }],
]) {
  everyDocument(`navigation of a frame by ${what}`, tree => inFrame(tree, leave), unloaded, Object.keys(TREES), 3);
}
