// Two frames whose entries are steps of one history.
"use strict";

const turn = (t, n = 0) => new Promise(resolve => t.step_timeout(resolve, n));
const page = "/html/browsers/history/resources/page.html";

async function frame(t) {
  const f = document.createElement("iframe");
  f.src = page;
  t.add_cleanup(() => f.remove());
  const loaded = new Promise(resolve => f.addEventListener("load", resolve, {once: true}));
  document.body.append(f);
  await loaded;
  await turn(t, 20);
  return f.contentWindow;
}
const at = w => w.location.href.slice(w.location.origin.length + page.length) + JSON.stringify(w.history.state);
const popped = w => new Promise(resolve => w.addEventListener("popstate", () => resolve(at(w)), {once: true}));

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
