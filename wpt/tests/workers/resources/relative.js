importScripts("imported.js"); postMessage([imported, location.pathname, location.search]);
