// META: script=/common/utils.js
// META: script=/fetch/fetch-later/resources/beacon-log.js
// Both arguments are converted before anything is checked: the input first, then the members of RequestInit in the order of their names,
// each with its value, and activateAfter last.
"use strict";

const MEMBERS = ["body", "cache", "credentials", "duplex", "headers", "integrity", "keepalive", "method", "mode", "priority", "redirect", "referrer", "referrerPolicy", "signal"];

// order gives what is read and converted, in order, of an init with values for some of the members.
function order(values, input = "/") {
  const seen = [], init = {};
  for (const name of [...MEMBERS, "activateAfter"]) {
    Object.defineProperty(init, name, { get() { seen.push(name); return values(seen)[name]; } });
  }
  try { fetchLater(input, init); } catch (e) { seen.push(e.name); }
  return seen.join(" ");
}
const ABORTED = AbortSignal.abort();

test(() => assert_equals(order(() => ({ signal: ABORTED })), [...MEMBERS, "activateAfter", "AbortError"].join(" ")), "the members in order");
test(() => {
  const text = (seen, what, value) => ({ toString() { seen.push(what); return value; } });
  const seen = order(seen => ({
    body: text(seen, "-body", "x"), cache: text(seen, "-cache", "default"), headers: { get a() { seen.push("-a"); return text(seen, "-header", "b"); } }, integrity: text(seen, "-integrity", ""),
    method: text(seen, "-method", "POST"), referrer: text(seen, "-referrer", ""), signal: ABORTED, activateAfter: { valueOf() { seen.push("-number"); return 1; } },
  }), { toString() { return "/"; } });
  assert_equals(seen, "body -body cache -cache credentials duplex headers -a -header integrity -integrity keepalive method -method mode priority redirect referrer -referrer referrerPolicy signal activateAfter -number AbortError");
}, "each value is converted when it is read");
test(() => {
  const seen = order(seen => ({ headers: { [Symbol.iterator]() { seen.push("-iterator"); return [["a", "b"]][Symbol.iterator](); } }, signal: ABORTED }));
  assert_equals(seen, "body cache credentials duplex headers -iterator integrity keepalive method mode priority redirect referrer referrerPolicy signal activateAfter AbortError");
}, "headers that are iterable too");
for (const [name, value] of [["cache", "x"], ["credentials", "x"], ["duplex", "x"], ["headers", 5], ["method", "\u0100"], ["mode", "x"], ["priority", "x"], ["redirect", "x"], ["referrerPolicy", "x"], ["signal", 5]]) {
  test(() => {
    const until = MEMBERS.slice(0, MEMBERS.indexOf(name) + 1);
    assert_equals(order(() => ({ [name]: value })), [...until, "TypeError"].join(" "));
  }, `a bad ${name} ends the conversion there`);
}
const mine = new EvalError("mine");
for (const [what, ...args] of [
  ["an unparsable URL", "https://"], ["a URL with credentials", "https://user@example.com/"], ["mode navigate", "/", { mode: "navigate" }], ["a forbidden method", "/", { method: "TRACE" }],
  ["an unparsable referrer", "/", { referrer: "https://:x" }], ["a bad header name", "/", { headers: { "a b": "" } }], ["a body with GET", "/", { body: "x" }], ["an aborted signal", "/", { signal: ABORTED }],
  ["a wrong scheme", "data:,"], ["an insecure URL", "http://example.com/"], ["too long a request", "/", { method: "POST", body: "x".repeat(70000) }],
]) {
  test(() => {
    const init = Object.defineProperty({ ...args[1] }, "activateAfter", { get() { throw mine; } });
    assert_throws_exactly(mine, () => fetchLater(args[0], init));
  }, `what the getter of activateAfter throws goes before ${what}`);
}
test(() => {
  const init = { get method() { throw mine; } };
  assert_throws_exactly(mine, () => fetchLater("https://", init));
  assert_throws_js(TypeError, () => fetchLater(Symbol(), init));
}, "the input is converted before init, and checked after it");
