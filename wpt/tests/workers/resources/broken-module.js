import "./nothing-here.js"; postMessage("ran");
