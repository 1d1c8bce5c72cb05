import "./does-not-parse.js";
postMessage("ran");
