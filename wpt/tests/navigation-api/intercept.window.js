// META: script=resources/frames.js
// intercept(), its handlers, and the transition.
"use strict";

function intercept_test(f, name) {
  promise_test(async t => {
    const iframe = await frame(t);
    await f(iframe.contentWindow, t, iframe);
  }, name);
}

intercept_test(async w => {
  let ran = false;
  w.navigation.onnavigate = e => e.intercept({ handler: () => { ran = true; } });
  const d = w.document;
  const r = w.navigation.navigate("?1");
  assert_true(ran);
  assert_equals(w.location.search, "?1");
  assert_equals(await r.committed, w.navigation.currentEntry);
  assert_equals(await r.finished, w.navigation.currentEntry);
  assert_equals(w.document, d);
}, "turns a navigation into one within the document");
intercept_test(async w => {
  w.navigation.onnavigate = e => e.intercept({ handler: () => Promise.reject(new RangeError("no")) });
  w.navigation.onnavigateerror = e => { message = e.error; };
  let message;
  const r = w.navigation.navigate("?1");
  await r.committed;
  const reason = await r.finished.catch(e => e);
  assert_true(reason instanceof RangeError);
  assert_equals(message, reason);
  assert_equals(w.location.search, "?1");
}, "a handler that rejects: finished does, and navigateerror tells");
intercept_test(async w => {
  w.navigation.onnavigate = e => e.intercept({ handler() { throw new RangeError("no"); } });
  const r = w.navigation.navigate("?1");
  assert_true(await r.finished.catch(e => e) instanceof RangeError);
}, "a handler that throws is one that rejects");
intercept_test(async w => {
  const log = [];
  w.navigation.onnavigate = e => {
    e.intercept({ handler: async () => { log.push(1); } });
    e.intercept({ handler: async () => { log.push(2); } });
    e.intercept();
  };
  await w.navigation.navigate("?1").finished;
  assert_array_equals(log, [1, 2]);
}, "several handlers run in order");
intercept_test(async w => {
  let resolve;
  w.navigation.onnavigate = e => e.intercept({ handler: () => new Promise(r => { resolve = r; }) });
  const from = w.navigation.currentEntry;
  assert_equals(w.navigation.transition, null);
  const r = w.navigation.navigate("?1");
  const { transition } = w.navigation;
  assert_equals(transition.navigationType, "push");
  assert_equals(transition.from, from);
  assert_equals(w.navigation.transition, transition);
  resolve();
  await r.finished;
  assert_equals(await transition.finished, undefined);
  assert_equals(w.navigation.transition, null);
}, "the transition lasts until the handlers are done");
intercept_test(async w => {
  w.navigation.onnavigate = e => e.intercept({ handler: () => new Promise(() => {}) });
  const first = w.navigation.navigate("?1");
  const { transition } = w.navigation;
  w.navigation.onnavigate = null;
  w.location.hash = "2";
  await first.committed;
  await rejects(first.finished, "AbortError", w);
  await rejects(transition.finished, "AbortError", w);
}, "the next navigation aborts what goes on");
intercept_test(async w => {
  let event;
  w.navigation.onnavigate = e => { event = e; };
  w.location.hash = "1";
  assert_throws_dom("InvalidStateError", w.DOMException, () => event.intercept());
}, "it throws after dispatch");
intercept_test(async w => {
  let error;
  w.navigation.onnavigate = e => {
    e.preventDefault();
    try { e.intercept(); } catch (x) { error = x; }
  };
  w.location.hash = "1";
  assert_equals(error.name, "InvalidStateError");
}, "it throws once the event is canceled");
intercept_test(async w => {
  let error;
  w.navigation.onnavigate = e => {
    try { e.intercept(); } catch (x) { error = x; }
    e.preventDefault();
  };
  w.location.href = "https://other.invalid/";
  assert_equals(error.name, "SecurityError");
}, "it throws for another origin");
intercept_test(async w => {
  const names = [];
  w.navigation.onnavigate = e => {
    for (const o of [{ handler: 1 }, { focusReset: "x" }, { scroll: "x" }, 1])
      try { e.intercept(o); } catch (x) { names.push(x.name); }
    e.preventDefault();
  };
  w.location.hash = "1";
  assert_array_equals(names, ["TypeError", "TypeError", "TypeError", "TypeError"]);
}, "it converts its options");
intercept_test(async w => {
  w.navigation.onnavigate = e => e.intercept();
  w.history.pushState({ a: 1 }, "", "?p");
  assert_equals(w.history.state.a, 1);
  assert_equals(w.location.search, "?p");
  assert_equals(w.navigation.entries().length, 2);
}, "pushState() intercepted is done");
intercept_test(async w => {
  w.navigation.onnavigate = e => e.intercept();
  const { key, id } = w.navigation.currentEntry;
  const d = w.document;
  await w.navigation.reload().finished;
  assert_equals(w.document, d);
  assert_equals(w.navigation.currentEntry.key, key);
  assert_equals(w.navigation.currentEntry.id, id);
}, "reload() intercepted loads nothing");
intercept_test(async w => {
  w.location.hash = "1";
  let ran = 0;
  w.navigation.onnavigate = e => e.intercept({ handler: async () => { ran++; } });
  const e = await w.navigation.back().finished;
  assert_equals(ran, 1);
  assert_equals(e, w.navigation.entries()[0]);
  assert_equals(w.location.hash, "");
}, "back() intercepted within the document");
intercept_test(async w => {
  w.history.replaceState("s", "");
  w.navigation.onnavigate = e => e.intercept();
  await w.navigation.navigate("?1").finished;
  assert_equals(w.history.state, null);
}, "history.state does not pass to the entry of an intercepted navigation");
intercept_test(async w => {
  w.navigation.onnavigate = e => e.intercept();
  await w.navigation.navigate("?1", { state: { a: 1 } }).finished;
  assert_equals(w.navigation.currentEntry.getState().a, 1);
}, "the state passes to the entry");
intercept_test(async w => {
  let before;
  w.navigation.onnavigate = e => e.intercept({ precommitHandler: async () => { before = w.location.search; } });
  const r = w.navigation.navigate("?1");
  assert_equals(w.location.search, "");
  await r.committed;
  assert_equals(before, "");
  assert_equals(w.location.search, "?1");
}, "a precommit handler runs before the URL changes");
intercept_test(async w => {
  w.navigation.onnavigate = e => e.intercept({ precommitHandler: c => { c.redirect("?2"); return Promise.resolve(); } });
  await w.navigation.navigate("?1").finished;
  assert_equals(w.location.search, "?2");
}, "a precommit handler redirects");
intercept_test(async w => {
  w.navigation.onnavigate = e => e.intercept({ precommitHandler: () => Promise.reject(new RangeError("no")) });
  const r = w.navigation.navigate("?1");
  assert_true(await r.committed.catch(e => e) instanceof RangeError);
  assert_true(await r.finished.catch(e => e) instanceof RangeError);
  assert_equals(w.location.search, "");
  assert_equals(w.navigation.entries().length, 1);
}, "a precommit handler that rejects undoes it all");
intercept_test(async w => {
  let error;
  w.navigation.onnavigate = e => e.intercept({
    precommitHandler: async c => { try { c.redirect("https://other.invalid/"); } catch (x) { error = x; } },
  });
  await w.navigation.navigate("?1").finished;
  assert_equals(error.name, "SecurityError");
}, "a precommit handler cannot redirect to another origin");
intercept_test(async w => {
  const d = w.document, button = d.createElement("button");
  d.body.append(button);
  button.focus();
  w.navigation.onnavigate = e => e.intercept({ focusReset: "manual" });
  await w.navigation.navigate("?1").finished;
  assert_equals(d.activeElement, button);
  w.navigation.onnavigate = e => e.intercept();
  await w.navigation.navigate("?2").finished;
  assert_equals(d.activeElement, d.body);
}, "the focus is reset, unless that is manual");
intercept_test(async w => {
  const errors = [];
  let event;
  w.navigation.onnavigate = e => {
    event = e;
    e.intercept({ scroll: "manual" });
    try { e.scroll(); } catch (x) { errors.push(x.name); }
  };
  const { finished } = w.navigation.navigate("?1");
  event.scroll();
  try { event.scroll(); } catch (x) { errors.push(x.name); }
  await finished;
  try { event.scroll(); } catch (x) { errors.push(x.name); }
  assert_array_equals(errors, ["InvalidStateError", "InvalidStateError", "InvalidStateError"]);
}, "scroll() works once, between commit and finish");
