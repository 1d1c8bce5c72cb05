// Frames with a history, for tests of what becomes of their entries.
"use strict";

const turn = (t, n = 0) => new Promise(resolve => t.step_timeout(resolve, n));
const page = "/html/browsers/history/resources/page.html";

// frame adds a frame that shows the page.
async function frame(t) {
  const f = document.createElement("iframe");
  f.src = page;
  t.add_cleanup(() => f.remove());
  const loaded = new Promise(resolve => f.addEventListener("load", resolve, {once: true}));
  document.body.append(f);
  await loaded;
  await turn(t, 20);
  return f.contentWindow;
}
// at tells where a frame is: the rest of its URL, and its state.
const at = w => w.location.href.slice(w.location.origin.length + page.length) + JSON.stringify(w.history.state);
const popped = w => new Promise(resolve => w.addEventListener("popstate", () => resolve(at(w)), {once: true}));
