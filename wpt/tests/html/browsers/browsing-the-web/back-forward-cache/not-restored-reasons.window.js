// META: title=Why a page was not kept in the back/forward cache
// META: script=/common/get-host-info.sub.js
// META: timeout=long
"use strict";

let runs = 0;

// comeBack has a page of its own left and gone back to, and tells how it came.
function comeBack(act, pipe) {
  const name = `reasons ${++runs} ${Math.random()}`;
  const url = new URL("resources/page.html", location.href);
  url.searchParams.set("act", act);
  url.searchParams.set("name", name);
  url.searchParams.set("other", new URL(url.pathname.replace("page.html", ""), get_host_info().HTTP_REMOTE_ORIGIN).href);
  const channel = new BroadcastChannel(name);
  const told = new Promise(resolve => channel.onmessage = e => {
    channel.close();
    resolve(e.data);
  });
  open(url + (pipe ? "&pipe=" + pipe : ""), "", "noopener");
  return told;
}

// Chrome adds "masked" to what keeps the page itself, and tells of some reasons twice.
const has = (list, reason) => assert_in_array(reason, list.map(d => d.reason));

for (const [act] of [["nothing"], ["a window without opener"], ["a fetch goes on"], ["a handler removes a frame"]]) {
  promise_test(async () => {
    const { persisted, reasons } = await comeBack(act);
    assert_true(persisted);
    assert_equals(reasons, null);
  }, `${act}: the page is kept`);
}

for (const [act, reason, pipe] of [
  ["nothing", "response-status-not-ok", "status(404)"],
  ["nothing", "response-status-not-ok", "status(500)"],
  ["another window", "non-trivial-browsing-context-group"],
  ["the parser was stopped", "parser-aborted"],
  ["a message was missed", "broadcastchannel-message"],
  ["another origin's parser was stopped", "masked"],
  ["frames of both origins", "masked"],
]) {
  promise_test(async () => {
    const { persisted, reasons } = await comeBack(act, pipe);
    assert_false(persisted);
    has(reasons.reasons, reason);
    assert_equals(reasons.src, null);
    assert_equals(reasons.id, null);
    assert_equals(reasons.name, null);
    assert_true(reasons.url.startsWith(new URL("resources/page.html", location.href).href));
  }, `${act}${pipe ? ", " + pipe : ""}: ${reason}`);
}

promise_test(async () => {
  const { persisted, reasons } = await comeBack("a frame is on its way");
  assert_false(persisted);
  assert_array_equals(reasons.reasons, []);
  assert_equals(reasons.children.length, 1);
  const [frame] = reasons.children;
  assert_equals(frame.reasons.length, 1); // "navigating", for which Chrome says "masked" before the answer has come
  assert_equals(frame.id, "frame");
  assert_equals(frame.name, "named");
  assert_equals(new URL(frame.src, location.href).href, new URL("/common/slow.py?delay=3000", location.href).href); // Chrome has the attribute as it is
  assert_equals(frame.url, new URL("/common/blank.html", location.href).href);
  assert_array_equals(frame.children, []);
}, "a frame is on its way: it has the reason");
