// Frames of other origins that call fetchLater() for a test.
const CALLER = "/fetch/fetch-later/quota/resources/caller.html";

// callerFrame adds a frame with the caller page at an origin; navigate() moves it
// from the outside, go() from within.
async function callerFrame(t, origin, attributes = {}) {
  const iframe = document.createElement("iframe");
  for (const name of Object.keys(attributes)) iframe.setAttribute(name, attributes[name]);
  t.add_cleanup(() => iframe.remove());
  const next = () => new Promise(resolve => {
    const listen = event => {
      if (event.source !== iframe.contentWindow || !event.data.ready) return;
      removeEventListener("message", listen);
      resolve();
    };
    addEventListener("message", listen);
  });
  const ready = next();
  iframe.src = origin + CALLER;
  document.body.appendChild(iframe);
  await ready;
  return {
    iframe,
    // call asks for a request of total bytes to url, and gives what came of it.
    call(url, total) {
      const id = Math.random();
      const answer = new Promise(resolve => {
        const listen = event => {
          if (event.data.id !== id) return;
          removeEventListener("message", listen);
          resolve(event.data);
        };
        addEventListener("message", listen);
      });
      iframe.contentWindow.postMessage({ id, url, body: total - url.length - TYPE }, "*");
      return answer;
    },
    async navigate(to) {
      const ready = next();
      iframe.src = to + CALLER;
      await ready;
    },
    async go(to) {
      const ready = next();
      iframe.contentWindow.postMessage({ go: to + CALLER }, "*");
      await ready;
    },
  };
}
