// META: script=resources/frames.js
// The navigate event: when it fires, with what, and what canceling it does.
"use strict";

function event_test(action, check, name) {
  promise_test(async t => {
    const iframe = await frame(t);
    const w = iframe.contentWindow, list = [];
    w.navigation.onnavigate = e => { list.push(e); e.preventDefault(); };
    w.navigation.onnavigateerror = () => {};
    await action(w, iframe);
    assert_equals(list.length, 1);
    check(list[0], w);
  }, name);
}

event_test(w => { w.location.hash = "a"; }, (e, w) => {
  assert_equals(e.navigationType, "push");
  assert_true(e.hashChange);
  assert_true(e.canIntercept);
  assert_true(e.cancelable);
  assert_false(e.userInitiated);
  assert_true(e.destination.sameDocument);
  assert_equals(e.destination.url, new URL("#a", w.location).href);
  assert_equals(w.location.hash, "");
}, "location.hash");
event_test(w => { w.location.href = PAGE + "?2"; }, e => {
  assert_equals(e.navigationType, "push");
  assert_false(e.hashChange);
  assert_false(e.destination.sameDocument);
  assert_equals(e.destination.key, "");
  assert_equals(e.destination.id, "");
  assert_equals(e.destination.index, -1);
  assert_equals(e.destination.getState(), undefined);
}, "location.href");
event_test(w => { w.location.replace(PAGE + "?2"); }, e => {
  assert_equals(e.navigationType, "replace");
}, "location.replace()");
event_test(w => { w.location.reload(); }, e => {
  assert_equals(e.navigationType, "reload");
  assert_false(e.destination.sameDocument);
  assert_true(e.canIntercept);
}, "location.reload()");
event_test(w => { w.history.go(0); }, e => {
  assert_equals(e.navigationType, "reload");
}, "history.go(0)");
event_test(w => { w.history.pushState(1, "", "#x"); }, (e, w) => {
  assert_equals(e.navigationType, "push");
  assert_false(e.hashChange);
  assert_true(e.destination.sameDocument);
  assert_equals(w.history.state, null);
}, "history.pushState()");
event_test(w => { w.history.replaceState(1, ""); }, (e, w) => {
  assert_equals(e.navigationType, "replace");
  assert_equals(w.history.state, null);
}, "history.replaceState()");
event_test(w => { w.location.href = "https://other.invalid/"; }, e => {
  assert_false(e.canIntercept);
  assert_true(e.cancelable);
}, "a navigation to another origin cannot be intercepted");
event_test(w => {
  const a = w.document.createElement("a");
  a.href = "#b";
  w.document.body.append(a);
  a.click();
}, (e, w) => {
  assert_equals(e.sourceElement, w.document.querySelector("a"));
  assert_equals(e.downloadRequest, null);
  assert_false(e.userInitiated);
}, "a link is the source element");
event_test(w => {
  const a = w.document.createElement("a");
  a.href = "?c";
  a.download = "name";
  w.document.body.append(a);
  a.click();
}, e => {
  assert_equals(e.downloadRequest, "name");
  assert_equals(e.navigationType, "push");
}, "a link with download");
event_test(async (w, iframe) => {
  const form = w.document.createElement("form");
  form.method = "post";
  form.action = PAGE + "?f";
  form.innerHTML = "<input name=a value=1>";
  w.document.body.append(form);
  const fired = next(w.navigation, "navigate");
  form.submit();
  await fired;
}, (e, w) => {
  assert_true(e.formData instanceof w.FormData);
  assert_equals(e.formData.get("a"), "1");
  assert_equals(e.sourceElement, w.document.querySelector("form"));
}, "a form that posts");
event_test(async w => {
  const form = w.document.createElement("form");
  form.action = PAGE;
  form.innerHTML = "<input name=a value=1>";
  w.document.body.append(form);
  const fired = next(w.navigation, "navigate");
  form.submit();
  await fired;
}, e => {
  assert_equals(e.formData, null);
  assert_equals(new URL(e.destination.url).search, "?a=1");
}, "a form that gets");
event_test(w => { w.navigation.navigate("#i", { info: 7, state: { s: 1 } }).committed.catch(() => {}); }, e => {
  assert_equals(e.info, 7);
  assert_equals(e.destination.getState().s, 1);
}, "navigate() passes info and state");
event_test(async w => {
  const r = w.navigation.navigate("#i");
  assert_equals(await rejects(r.committed, "AbortError", w), await rejects(r.finished, "AbortError", w));
}, (e, w) => {
  assert_true(e.signal.aborted);
  assert_equals(e.signal.reason.name, "AbortError");
  assert_equals(w.location.hash, "");
}, "canceling it rejects both promises and aborts the signal");

promise_test(async t => {
  const w = (await frame(t)).contentWindow;
  const log = [];
  w.navigation.addEventListener("navigate", e => {
    e.signal.onabort = () => log.push("abort");
    e.preventDefault();
  });
  w.navigation.onnavigateerror = e => log.push("navigateerror " + e.error.name);
  w.navigation.onnavigatesuccess = () => log.push("navigatesuccess");
  w.location.hash = "x";
  assert_array_equals(log, ["abort", "navigateerror AbortError"]);
}, "canceling it fires abort, then navigateerror");
promise_test(async t => {
  const w = (await frame(t)).contentWindow;
  const log = [];
  w.navigation.onnavigate = e => log.push("navigate");
  w.navigation.oncurrententrychange = e => log.push("currententrychange " + e.navigationType + " " + new URL(w.location).hash);
  const success = next(w.navigation, "navigatesuccess");
  w.location.hash = "x";
  assert_array_equals(log, ["navigate", "currententrychange push #x"]);
  await success;
}, "navigate, currententrychange and navigatesuccess of a fragment navigation");
promise_test(async t => {
  const w = (await frame(t)).contentWindow;
  const log = [];
  w.navigation.onnavigate = e => {
    const hash = new URL(e.destination.url).hash;
    log.push("navigate " + hash);
    e.signal.onabort = () => log.push("abort " + hash);
    if (hash === "#1")
      w.location.hash = "2";
  };
  w.location.hash = "1";
  assert_array_equals(log, ["navigate #1", "abort #1", "navigate #2"]);
  assert_equals(w.location.hash, "#2");
}, "a navigation from its listener takes its place");
promise_test(async t => {
  const w = (await frame(t)).contentWindow;
  let signal;
  w.navigation.onnavigate = e => { signal = e.signal; };
  const r = w.navigation.navigate(PAGE + "?slow");
  w.stop();
  assert_true(signal.aborted);
  await rejects(r.committed, "AbortError", w);
  await rejects(r.finished, "AbortError", w);
}, "window.stop() aborts a navigation to another document");
promise_test(async t => {
  const iframe = await frame(t);
  const w = iframe.contentWindow, { DOMException } = w;
  w.navigation.onnavigate = () => iframe.remove();
  const r = w.navigation.navigate("#1");
  await rejects(r.committed, "AbortError", { DOMException });
}, "removing the frame from its listener");
promise_test(async t => {
  const w = (await frame(t)).contentWindow;
  w.location.hash = "1";
  let event;
  w.navigation.onnavigate = e => { event = e; };
  await w.navigation.back({ info: "i" }).finished;
  assert_equals(event.navigationType, "traverse");
  assert_equals(event.info, "i");
  assert_equals(event.destination.index, 0);
  assert_equals(event.destination.key, w.navigation.currentEntry.key);
  assert_false(event.cancelable);
  assert_true(event.canIntercept);
}, "a traversal within the document of a frame");
promise_test(async t => {
  const w = (await frame(t)).contentWindow;
  w.navigation.onnavigate = t.unreached_func("it fired");
  w.document.open();
  w.document.close();
}, "document.open() does not fire it");
