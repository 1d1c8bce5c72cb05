// Helpers of the tests of unloading.

// frame adds an iframe and waits for its load event.
function frame(t, attributes = {}, doc = document) {
  return new Promise(resolve => {
    const iframe = doc.createElement("iframe");
    for (const name of Object.keys(attributes)) iframe.setAttribute(name, attributes[name]);
    iframe.addEventListener("load", () => resolve(iframe), { once: true });
    if (doc === document) t.add_cleanup(() => iframe.remove());
    doc.body.appendChild(iframe);
  });
}

const loaded = iframe => new Promise(resolve => iframe.addEventListener("load", resolve, { once: true }));
const PAGE = "/common/blank.html";
const LEAVING = ["beforeunload", "pagehide", "unload"];

// record notes the names of the events by which a window's document goes.
function record(win, log, label = "") {
  for (const type of LEAVING) win.addEventListener(type, () => log.push(label + type));
  win.document.addEventListener("visibilitychange", () => log.push(label + "visibilitychange"));
  return log;
}
const turn = () => new Promise(resolve => setTimeout(resolve, 30));
