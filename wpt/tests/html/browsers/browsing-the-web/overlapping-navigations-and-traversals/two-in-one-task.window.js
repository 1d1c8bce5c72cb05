// META: timeout=long
// Two navigations or traversals of one frame in one task: which of them counts.
"use strict";

const page = "/html/browsers/history/resources/page.html", slow = "?pipe=trickle(d0.3)";
const loaded = f => new Promise(resolve => f.addEventListener("load", resolve, { once: true }));
const turn = (t, n) => new Promise(resolve => t.step_timeout(resolve, n));
const at = w => w.location.href.slice(w.location.origin.length + page.length);

// frame makes a frame that has gone through the entries: what begins with "?" is a document, what begins with "#" a fragment.
async function frame(t, ...entries) {
  const f = document.createElement("iframe");
  f.src = page;
  t.add_cleanup(() => f.remove());
  let done = loaded(f);
  document.body.append(f);
  await done;
  for (const entry of entries) {
    await turn(t, 20);
    done = loaded(f);
    f.contentWindow.location.href = page + entry;
    if (entry[0] === "?") await done;
  }
  await turn(t, 50);
  return f;
}

const search = text => w => { w.location.search = text; };
const hash = text => w => { w.location.hash = text; };
const push = text => w => w.history.pushState(null, "", text);
const go = delta => w => w.history.go(delta);
const stop = w => w.stop();

for (const [name, entries, steps, atOnce, want, loads] of [
  ["two navigations: the later one counts", [], [search("?1"), search("?2")], "", "?2", 1],
  ["a navigation, then a traversal: the traversal counts", ["?1", "?2"], [search("?3"), go(-1)], "?2", "?1", 1],
  ["a navigation, then a fragment: the navigation counts", [], [search("?1"), hash("#2")], "#2", "?1", 1],
  ["a navigation, then pushState(): the navigation counts", [], [search("?1"), push("?pushed")], "?pushed", "?1", 1],
  ["a traversal, then a navigation: the traversal counts", [slow, "?1"], [go(-1), search("?2")], "?1", slow, 1],
  ["a traversal, then a fragment: the traversal counts", [slow, "?1"], [go(-1), hash("#2")], "?1#2", slow, 1],
  ["a traversal, then pushState(): the traversal counts", [slow, "?1"], [go(-1), push("?pushed")], "?pushed", slow, 1],
  ["two traversals between fragments: both count", ["#1", "#2"], [go(-1), go(1)], "#2", "#2", 0],
  ["two traversals back between fragments: both count", ["#1", "#2"], [go(-1), go(-1)], "#2", "", 0],
  ["a navigation, then stop(): nothing happens", [], [search("?1"), stop], "", "", 0],
  ["a traversal, then stop(): the traversal counts", ["?1", "?2"], [go(-1), stop], "?2", "?1", 1],
  ["a fragment, then a traversal by two: it counts from the fragment", ["#1", "#2"], [hash("#3"), go(-2)], "#3", "#1", 0],
]) {
  promise_test(async t => {
    const f = await frame(t, ...entries), w = f.contentWindow;
    let count = 0;
    f.onload = () => count++;
    for (const step of steps) step(w);
    assert_equals(at(w), atOnce, "at once");
    await turn(t, 700);
    assert_equals(at(w), want, "in the end");
    assert_equals(count, loads, "documents loaded");
  }, name);
}

promise_test(async t => {
  const f = await frame(t, "#1", "#2"), w = f.contentWindow, log = [];
  w.onpopstate = () => log.push("popstate " + w.location.hash);
  w.onhashchange = () => log.push("hashchange " + w.location.hash);
  w.history.back();
  w.history.forward();
  assert_array_equals(log, []);
  await turn(t, 200);
  assert_array_equals(log, ["popstate #1", "hashchange #1", "popstate #2", "hashchange #2"]);
}, "two traversals between fragments have their own events");
promise_test(async t => {
  const f = await frame(t, "#1", "#2"), w = f.contentWindow, hashes = [];
  w.onhashchange = () => hashes.push(w.location.hash);
  w.history.back();
  w.location.search = "?next";
  await turn(t, 300);
  assert_array_equals(hashes, ["#1"]);
}, "a traversal to a fragment, then a navigation: the traversal happens");
promise_test(async t => {
  const f = await frame(t), w = f.contentWindow, length = history.length;
  const going = new Promise(resolve => f.addEventListener("load", () => {
    f.contentWindow.location.href = page + "?inside";
    loaded(f).then(resolve);
  }, { once: true }));
  w.location.href = page + "?outside";
  await going;
  await turn(t, 50);
  assert_equals(at(w), "?inside");
  assert_equals(history.length, length + 1);
}, "a navigation in the load event takes the place of the entry");
