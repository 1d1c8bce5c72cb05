// META: script=/common/utils.js
// META: script=/fetch/fetch-later/resources/beacon-log.js
// An init dictionary whose getters throw, abort, or take the document away.
"use strict";

const MEMBERS = ["body", "cache", "credentials", "duplex", "headers", "integrity", "keepalive", "method", "mode", "priority", "redirect", "referrer", "referrerPolicy", "signal", "window"];
for (const name of [...MEMBERS, "activateAfter"]) {
  test(() => {
    const error = new Error(name), init = { get [name]() { throw error; } };
    assert_throws_exactly(error, () => fetchLater("/", init));
  }, `what the getter of ${name} throws is passed on`);
}
for (const name of MEMBERS) {
  test(t => {
    const seen = [];
    const init = {
      get [name]() { seen.push(name); return undefined; },
      get activateAfter() { seen.push("activateAfter"); return 1e9; },
    };
    fetchLater("/", { __proto__: init, signal: signalFor(t) });
    assert_in_array(seen.join(), [`${name},activateAfter`, "activateAfter"], `only an own signal hides the inherited one`);
  }, `${name} is read before activateAfter, from the prototype too`);
}
for (const value of [5, "x", true, Symbol(), 1n]) {
  test(() => assert_throws_js(TypeError, () => fetchLater("/", value)), `${typeof value} is no dictionary`);
}
for (const [what, value] of [["null", null], ["undefined", undefined], ["a function", () => {}], ["an array", []]]) {
  promise_test(async t => {
    const iframe = await frame(t);
    assert_false(iframe.contentWindow.fetchLater("/", value).activated);
  }, `${what} is an empty dictionary`);
}
test(() => {
  const controller = new AbortController(), reason = new Error("mine");
  const init = { signal: controller.signal, get method() { controller.abort(reason); return "GET"; } };
  assert_throws_dom("AbortError", () => { try { fetchLater("/", init); } catch (e) { throw e === reason ? new DOMException("", "AbortError") : e; } });
}, "a getter that aborts the signal has the call throw");
test(() => {
  const controller = new AbortController();
  const init = { signal: controller.signal, get activateAfter() { controller.abort(); return 0; } };
  assert_throws_dom("AbortError", () => fetchLater("/", init));
}, "so does one that runs last");
test(() => {
  const controller = new AbortController(), own = new AbortController();
  const input = new Request("/", { signal: controller.signal });
  const init = { get signal() { controller.abort(); return own.signal; } };
  assert_false(fetchLater(input, init).activated);
  own.abort();
}, "the signal of a Request that init replaces does not matter");
promise_test(async t => {
  const iframe = await frame(t), win = iframe.contentWindow, Wrong = win.TypeError;
  const init = { get activateAfter() { iframe.remove(); return 0; } };
  assert_throws_js(Wrong, () => win.fetchLater("/", init));
}, "a getter that removes the frame has the call throw a TypeError");
promise_test(async t => {
  const place = recorder(), iframe = await frame(t), win = iframe.contentWindow;
  const init = { get activateAfter() { win.fetchLater(place.url); return 1e9; } };
  win.fetchLater(place.url, init);
  iframe.remove();
  assert_array_equals(await arrivals(place, 2), [null, null]);
}, "a getter that calls fetchLater() again queues another record");
test(t => {
  const url = { toString() { throw new EvalError("mine"); } };
  assert_throws_js(EvalError, () => fetchLater(url));
}, "what the input's toString throws is passed on");
test(() => {
  const seen = [];
  const input = { toString() { seen.push("input"); return "/"; } };
  const init = { get body() { seen.push("init"); return undefined; }, signal: AbortSignal.abort() };
  assert_throws_dom("AbortError", () => fetchLater(input, init));
  assert_array_equals(seen, ["input", "init"]);
}, "the input is converted before init");
test(() => assert_throws_js(TypeError, () => fetchLater(Symbol())), "a symbol is no input");
