// META: script=/html/browsers/history/resources/frames.js
// Two frames whose entries are steps of one history.
"use strict";

promise_test(async t => {
  const a = await frame(t), b = await frame(t);
  a.history.pushState("a", "");
  await turn(t, 50);
  b.history.pushState("b", "");
  await turn(t, 20);
  const first = popped(b);
  history.back();
  await first;
  assert_equals(a.history.state, "a");
  assert_equals(b.history.state, null);
  await turn(t, 20);
  const second = popped(a);
  history.back();
  await second;
  assert_equals(a.history.state, null);
  await turn(t, 20);
  const both = Promise.all([popped(a), popped(b)]);
  history.go(2);
  await both;
  assert_equals(a.history.state + b.history.state, "ab");
}, "two frames share one history");
