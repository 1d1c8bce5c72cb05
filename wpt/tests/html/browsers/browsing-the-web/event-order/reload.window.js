// META: script=/common/get-host-info.sub.js
// META: script=resources/trees.js
// META: timeout=long
// What each document of a page sees when the page is loaded again.
"use strict";

everyDocument("reload", tree => leave(tree, "reload"), unloaded);
