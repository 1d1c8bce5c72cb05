postMessage("runs");
