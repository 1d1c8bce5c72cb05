// META: script=/common/utils.js
// META: script=/fetch/fetch-later/resources/beacon-log.js
// activateAfter is a DOMHighResTimeStamp, a restricted double: conversion comes first, then the range.
"use strict";

const nan = { valueOf: () => NaN }, thrower = { valueOf() { throw new EvalError("mine"); } };
for (const [what, value] of [
  ["NaN", NaN], ["Infinity", Infinity], ["-Infinity", -Infinity], ["the string NaN", "NaN"], ["the string Infinity", "Infinity"], ["the string -Infinity", "-Infinity"],
  ["text", "1s"], ["two numbers", "1 2"], ["a function", () => 1], ["an array of two", [1, 2]], ["a plain object", {}], ["an object worth NaN", nan],
  ["a symbol", Symbol()], ["a bigint", 5n], ["1e309", 1e309], ["the string 1e309", "1e309"], ["a regular expression", /1/], ["a window", self],
]) {
  test(() => assert_throws_js(TypeError, () => fetchLater("/", { activateAfter: value })), `${what} is a TypeError`);
}
for (const [what, value] of [
  ["-1", -1], ["-1e308", -1e308], ["the smallest below 0", -Number.MIN_VALUE], ["-Number.MAX_VALUE", -Number.MAX_VALUE], ["the string -1", "-1"], ["a padded string", " -1 "],
  ["an array of -1", [-1]], ["an object worth -1", { valueOf: () => -1 }], ["an object whose string is -1", { toString: () => "-1" }], ["an early Date", new Date(-1)],
]) {
  test(() => assert_throws_js(RangeError, () => fetchLater("/", { activateAfter: value })), `${what} is a RangeError`);
}
for (const [what, value] of [
  ["1e308", 1e308], ["Number.MAX_VALUE", Number.MAX_VALUE], ["2 to the 53rd and one", 2 ** 53 + 1], ["2 to the 63rd", 2 ** 63], ["2 to the 64th", 2 ** 64], ["the string 1e308", "1e308"],
  ["a hexadecimal string", "0xfffff"], ["an array of one", [1e9]], ["a Date", new Date(1e12)], ["undefined", undefined],
]) {
  test(t => assert_false(fetchLater("/", { activateAfter: value, signal: signalFor(t) }).activated), `${what} is accepted`);
}
for (const [what, value] of [["-0", -0], ["the string -0", "-0"], ["null", null], ["false", false], ["the empty string", ""], ["an empty array", []], ["the smallest above 0", Number.MIN_VALUE]]) {
  promise_test(async () => {
    const place = recorder();
    const result = fetchLater(place.url, { activateAfter: value });
    assert_false(result.activated, "not within the call");
    assert_array_equals(await arrivals(place, 1), [null]);
    assert_true(result.activated);
  }, `${what} sends at once`);
}
for (const value of [1e308, 2 ** 31, 2 ** 32, 2 ** 53]) {
  promise_test(async t => {
    const place = recorder(), result = fetchLater(place.url, { activateAfter: value, signal: signalFor(t) });
    assert_array_equals(await calm(place), []);
    assert_false(result.activated);
  }, `${value} is far away, not wrapped around`);
}
test(() => assert_throws_exactly(new EvalError("mine").constructor, () => { try { fetchLater("/", { activateAfter: thrower }); } catch (e) { throw e.constructor; } }), "what valueOf throws is passed on");
test(() => {
  let reads = 0;
  assert_throws_js(RangeError, () => fetchLater("/", { get activateAfter() { reads++; return -1; } }));
  assert_equals(reads, 1);
}, "the member is read once");
