// Windows of other origins that call fetchLater() for a test.
const CALLER = "/fetch/fetch-later/quota/resources/caller.html";

let inserted = 0;

// callerIn speaks with the caller page in the window that find() gives, which tells home.
function callerIn(find, home) {
  const answer = matches => new Promise(resolve => {
    const listen = event => {
      if (!matches(event)) return;
      home.removeEventListener("message", listen);
      resolve(event);
    };
    home.addEventListener("message", listen);
  });
  const ready = () => answer(event => event.source === find() && "ready" in event.data);
  return {
    ready,
    // call asks for a request of total bytes to url, and gives what came of it.
    async call(url, total) {
      const id = Math.random();
      find().postMessage({ id, url, body: total - url.length - TYPE }, "*");
      return (await answer(event => event.data.id === id)).data;
    },
    // go has it navigate itself.
    async go(to) {
      const arrived = ready();
      find().postMessage({ go: to + CALLER }, "*");
      await arrived;
    },
    // insert has it add a frame with another caller. That one is known by its URL: its message may come before the frame is in its place here.
    async insert(origin, attributes = {}) {
      const search = "?inner-" + ++inserted, arrived = answer(event => event.data.ready === search);
      find().postMessage({ insert: origin + CALLER + search, attributes }, "*");
      const { source } = await arrived;
      return callerIn(() => source, home);
    },
  };
}

// callerFrame adds a frame with the caller page at an origin to a window of this origin; navigate() moves it from the outside.
async function callerFrame(t, origin, attributes = {}, win = window, element = "iframe") {
  const iframe = win.document.createElement(element), source = element === "object" ? "data" : "src";
  for (const name of Object.keys(attributes)) iframe.setAttribute(name, attributes[name]);
  t.add_cleanup(() => iframe.remove());
  const caller = callerIn(() => iframe.contentWindow || win[win.length - 1], win.top);
  const loaded = () => Promise.all([caller.ready(), new Promise(resolve => iframe.addEventListener("load", resolve, { once: true }))]);
  const there = loaded();
  iframe[source] = origin + CALLER;
  win.document.body.appendChild(iframe);
  await there;
  return {
    iframe,
    ...caller,
    async navigate(to) {
      const arrived = loaded();
      iframe[source] = to + CALLER;
      await arrived;
    },
  };
}

// callerWindow opens a window with the caller page.
async function callerWindow(t, origin) {
  let win;
  const caller = callerIn(() => win, window), ready = caller.ready();
  win = open(origin + CALLER);
  t.add_cleanup(() => win.close());
  await ready;
  return caller;
}
