// META: script=/common/get-host-info.sub.js
// META: script=resources/trees.js
// META: timeout=long
// What each document of a page sees when the page is left for another and cannot come back.
"use strict";

everyDocument("navigation", tree => leave(tree, "leave"), unloaded);
