// Tells the harness which lifecycle events a document sees. It runs in every
// frame. It does not listen for unload or beforeunload: a listener for unload
// keeps a page out of the back/forward cache, which would change what is
// observed.
(() => {
  'use strict';
  const call = self.__exeunt_probe;
  delete self.__exeunt_probe;
  // Frames of other sites and of opaque origins may live in another process,
  // where this script does not reach them, so none of them is watched.
  if (typeof call !== 'function' ||
      !/^https?:\/\/([^/]*\.)?web-platform\.test(:\d+)?$/.test(self.origin)) {
    return;
  }
  const stringify = JSON.stringify;
  const place = () => {
    const path = [];
    try {
      for (let frame = self; frame !== frame.parent; frame = frame.parent) {
        let index = 0;
        while (index < frame.parent.length && frame.parent[index] !== frame) {
          index++;
        }
        path.unshift(index);
      }
    } catch {
      // A detached frame has no place any more.
    }
    return path.join('.');
  };
  // Where the frame stood when its document was made; a frame that is being
  // removed no longer knows.
  const frame = place();
  const url = () => document.URL;
  const tell = (event) => {
    if (!event.isTrusted || event.target !== document && event.target !== self) {
      return;
    }
    call(stringify({
      document: url(), frame, event: event.type, persisted: event.persisted === true,
      visibility: document.visibilityState, readyState: document.readyState,
    }));
  };
  for (const type of ['DOMContentLoaded', 'load', 'pageshow', 'pagehide', 'visibilitychange',
    'freeze', 'resume', 'hashchange', 'popstate']) {
    self.addEventListener(type, tell, true);
  }
})();
