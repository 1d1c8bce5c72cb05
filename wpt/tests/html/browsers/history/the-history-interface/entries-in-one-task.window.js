// META: script=/html/browsers/history/resources/frames.js
// Several entries made in one task, by every way of making one within a document.
"use strict";

for (const [name, make, back] of [
  ["two states", w => { w.history.pushState(1, "", "?1"); w.history.pushState(2, "", "?2"); }, ["?11", "null"]],
  ["three states", w => { for (const i of [1, 2, 3]) w.history.pushState(i, "", `?${i}`); }, ["?22", "?11", "null"]],
  ["two fragments", w => { w.location.hash = "1"; w.location.hash = "2"; }, ["#1null", "null"]],
  ["a state, then a fragment", w => { w.history.pushState(1, ""); w.location.hash = "2"; }, ["1", "null"]],
  ["a fragment, then a state", w => { w.location.hash = "1"; w.history.pushState(2, ""); }, ["#1null", "null"]],
  ["a state that is replaced", w => { w.history.pushState(1, "", "?1"); w.history.replaceState(2, "", "?2"); w.history.pushState(3, "", "?3"); }, ["?22", "null"]],
  ["a fragment that is replaced", w => { w.location.hash = "1"; w.location.replace(page + "#2"); w.location.hash = "3"; }, ["#2null", "null"]],
  ["the same state twice", w => { w.history.pushState(1, "", "?1"); w.history.pushState(1, "", "?1"); }, ["?11", "null"]],
  ["a replaced first entry", w => { w.history.replaceState(0, ""); w.history.pushState(1, ""); }, ["0"]],
]) {
  promise_test(async t => {
    const w = await frame(t), length = w.history.length;
    make(w);
    const last = at(w);
    assert_equals(w.history.length, length + back.length, "length at once");
    assert_equals(history.length, length + back.length, "the parent's length at once");
    await turn(t, 20);
    assert_equals(w.history.length, length + back.length, "length later");
    assert_equals(at(w), last, "nothing is undone later");
    for (const want of back) {
      const arrived = popped(w);
      w.history.back();
      assert_equals(await arrived, want);
    }
    await turn(t, 20);
    w.history.go(back.length);
    assert_equals(await popped(w), last, "all the way forward");
    assert_equals(w.history.length, length + back.length, "length at the end");
  }, name);
}

promise_test(async t => {
  const w = await frame(t);
  w.history.pushState(1, "", "?1");
  w.history.pushState(2, "", "?2");
  await turn(t, 20);
  const length = w.history.length;
  w.history.back();
  await popped(w);
  await turn(t, 20);
  w.history.pushState(3, "", "?3");
  assert_equals(w.history.length, length, "the forward entry is gone");
  await turn(t, 20);
  w.history.back();
  assert_equals(await popped(w), "?11");
  await turn(t, 20);
  w.history.forward();
  assert_equals(await popped(w), "?33");
}, "a new entry takes the place of the forward ones");

promise_test(async t => {
  const w = await frame(t);
  w.location.hash = "1";
  await turn(t, 20);
  const length = history.length;
  w.frameElement.remove();
  await turn(t, 20);
  assert_equals(history.length, length);
}, "a removed frame's steps stay");

promise_test(async t => {
  const w = await frame(t);
  for (const bad of [() => {}, document, Symbol()]) {
    assert_throws_dom("DataCloneError", w.DOMException, () => w.history.pushState(bad, ""));
  }
  assert_throws_dom("SecurityError", w.DOMException, () => w.history.pushState(1, "", "https://other.example/"));
  assert_equals(w.history.state, null);
  const length = w.history.length;
  await turn(t, 20);
  assert_equals(w.history.length, length);
}, "what cannot be pushed leaves no entry");
