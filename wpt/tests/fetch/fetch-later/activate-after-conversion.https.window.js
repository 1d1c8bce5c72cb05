// META: script=/common/utils.js
// META: script=/fetch/fetch-later/resources/beacon-log.js
// How the activateAfter member is converted and checked.
"use strict";

for (const value of [NaN, Infinity, -Infinity, "soon", {}, Symbol.iterator, 1n]) {
  test(() => assert_throws_js(TypeError, () => fetchLater("/", { activateAfter: value })), `activateAfter ${String(value)} is a TypeError`);
}
for (const value of [-1, -0.5, "-3", { valueOf: () => -2 }]) {
  test(() => assert_throws_js(RangeError, () => fetchLater("/", { activateAfter: value })), `activateAfter ${typeof value === "object" ? "object of value -2" : JSON.stringify(value)} is a RangeError`);
}
for (const [value, what] of [[undefined, "undefined"], [60000, "60000"], ["60000", "a numeric string"], [1e20, "1e20"], [60000.5, "a fraction"], [-0, "-0"], [null, "null"], [true, "true"]]) {
  test(t => assert_false(fetchLater("/", { activateAfter: value, signal: signalFor(t) }).activated), `activateAfter ${what} is accepted`);
}
test(t => {
  const seen = [];
  const init = {
    get method() { seen.push("method"); return "GET"; },
    get activateAfter() { seen.push("activateAfter"); return 60000; },
    get signal() { seen.push("signal"); return signalFor(t); },
  };
  fetchLater("/", init);
  assert_equals(seen[seen.length - 1] === "activateAfter" || seen.includes("activateAfter"), true);
  assert_less_than(seen.indexOf("method"), seen.indexOf("activateAfter"));
  assert_less_than(seen.indexOf("signal"), seen.indexOf("activateAfter"));
}, "the members of RequestInit are read before activateAfter");
test(() => {
  const error = new Error("mine");
  assert_throws_exactly(error, () => fetchLater("/", { get activateAfter() { throw error; } }));
}, "what a getter throws is passed on");
