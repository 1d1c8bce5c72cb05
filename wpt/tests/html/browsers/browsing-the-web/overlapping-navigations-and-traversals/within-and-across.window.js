// Navigations within a document while others are under way.
"use strict";

const turn = (t, n = 0) => new Promise(resolve => t.step_timeout(resolve, n));
const page = "/html/browsers/history/resources/page.html";
const loaded = f => new Promise(resolve => f.addEventListener("load", resolve, {once: true}));

async function frame(t) {
  const f = document.createElement("iframe");
  f.src = page;
  t.add_cleanup(() => f.remove());
  const done = loaded(f);
  document.body.append(f);
  await done;
  await turn(t, 20);
  return f;
}
const at = w => w.location.href.slice(w.location.origin.length + page.length);

for (const [name, within, want] of [
  ["a fragment", w => { w.location.hash = "f"; }, "#f"],
  ["pushState()", w => w.history.pushState(1, "", "?s"), "?s"],
  ["replaceState()", w => w.history.replaceState(1, "", "?s"), "?s"],
]) {
  promise_test(async t => {
    const f = await frame(t), w = f.contentWindow;
    w.location.search = "?next";
    within(w);
    assert_equals(at(w), want);
    await loaded(f);
    assert_equals(at(w), "?next");
  }, `${name} does not stop a navigation that is under way`);

  promise_test(async t => {
    const f = await frame(t), w = f.contentWindow;
    within(w);
    w.location.href = page + "?next";
    await loaded(f);
    assert_equals(at(w), "?next");
    await turn(t, 20);
    w.history.back();
    await loaded(f);
    assert_equals(at(w), want);
  }, `${name}, then a navigation, in one task`);
}

promise_test(async t => {
  const f = await frame(t), w = f.contentWindow;
  w.location.hash = "1";
  await turn(t, 20);
  w.location.hash = "2";
  await turn(t, 20);
  w.history.back();
  w.location.hash = "3";
  await t.step_wait(() => at(w) === "#1", "the traversal arrives");
}, "a fragment does not stop a traversal that is under way");

promise_test(async t => {
  const f = await frame(t), w = f.contentWindow;
  w.history.pushState(1, "");
  w.history.pushState(2, "");
  await turn(t, 20);
  w.history.go(-2);
  await new Promise(resolve => w.addEventListener("popstate", resolve, {once: true}));
  await turn(t, 20);
  w.history.forward();
  w.history.pushState("new", "");
  w.onpopstate = t.unreached_func("the forward entry is gone");
  await turn(t, 50);
  assert_equals(w.history.state, "new");
}, "a state that clears the target of a traversal ends it");

promise_test(async t => {
  const f = await frame(t), w = f.contentWindow;
  w.location.search = "?first";
  w.location.search = "?second";
  await loaded(f);
  assert_equals(at(w), "?second");
  f.onload = t.unreached_func("the first is gone");
  await turn(t, 50);
}, "the later of two navigations wins");

promise_test(async t => {
  const f = await frame(t), w = f.contentWindow;
  f.onload = t.unreached_func("nothing is loaded");
  w.location.search = "?next";
  w.stop();
  await turn(t, 50);
  assert_equals(at(w), "");
}, "stop() ends a navigation");
