// META: script=/common/get-host-info.sub.js
// META: script=resources/trees.js
// META: timeout=long
// What each document of a page sees when the user goes back to the page before.
"use strict";

everyDocument("going back", tree => leave(tree, "back", url => "resources/start.html?next=" + encodeURIComponent(url)), unloaded);
