// Frames whose navigation API is looked at.
"use strict";

const PAGE = "/common/blank.html";

// A frame that has loaded; a task later, so that navigations of it are no replacements.
async function frame(t, src = PAGE) {
  const iframe = document.createElement("iframe");
  iframe.src = src;
  const loaded = new Promise(resolve => iframe.addEventListener("load", resolve, { once: true }));
  document.body.append(iframe);
  t.add_cleanup(() => iframe.remove());
  await loaded;
  await new Promise(resolve => t.step_timeout(resolve, 0));
  return iframe;
}

function navigated(iframe) {
  return new Promise(resolve => iframe.addEventListener("load", resolve, { once: true }));
}

// The event of that name that comes next.
function next(target, name) {
  return new Promise(resolve => target.addEventListener(name, resolve, { once: true }));
}

// The reason of a rejection. What a removed frame's promise would make in its own realm never comes: nothing is derived from it.
async function rejects(promise, name, w) {
  const reason = await new Promise((resolve, reject) => promise.then(() => reject(new Error("it was fulfilled")), resolve));
  assert_true(reason instanceof w.DOMException, "of the frame's realm");
  assert_equals(reason.name, name);
  return reason;
}
