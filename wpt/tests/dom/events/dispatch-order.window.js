// The order in which listeners hear of an event.
"use strict";

const tree = () => {
  const outer = document.createElement("div"), middle = document.createElement("div"), inner = document.createElement("span");
  outer.appendChild(middle).appendChild(inner);
  return { outer, middle, inner };
};
const listen = (log, target, name, capture) => target.addEventListener("x", e => log.push(name + e.eventPhase), capture);

test(() => {
  const { outer, middle, inner } = tree(), log = [];
  for (const [n, name] of [[inner, "inner"], [middle, "middle"], [outer, "outer"]]) {
    listen(log, n, name + " bubble ", false);
    listen(log, n, name + " capture ", true);
  }
  inner.dispatchEvent(new Event("x", { bubbles: true }));
  assert_array_equals(log, ["outer capture 1", "middle capture 1", "inner capture 2", "inner bubble 2", "middle bubble 3", "outer bubble 3"]);
}, "capture down, target, bubble up; capture first at the target too");
test(() => {
  const { outer, inner } = tree(), log = [];
  listen(log, outer, "bubble ", false);
  listen(log, outer, "capture ", true);
  inner.dispatchEvent(new Event("x"));
  assert_array_equals(log, ["capture 1"]);
}, "an event that does not bubble is captured all the same");
test(() => {
  const target = new EventTarget(), log = [];
  for (const n of [1, 2, 3]) target.addEventListener("x", () => log.push(n));
  target.dispatchEvent(new Event("x"));
  assert_array_equals(log, [1, 2, 3]);
}, "listeners of one target are called in the order they were added");
test(() => {
  const target = new EventTarget(), log = [], f = () => log.push("f");
  target.addEventListener("x", f);
  target.addEventListener("x", f);
  target.addEventListener("x", f, true);
  target.dispatchEvent(new Event("x"));
  assert_array_equals(log, ["f", "f"]);
}, "a listener counts once for each of capture and bubble");
test(() => {
  const target = new EventTarget(), log = [];
  target.addEventListener("x", () => { log.push("first"); target.addEventListener("x", () => log.push("late")); });
  target.dispatchEvent(new Event("x"));
  assert_array_equals(log, ["first"]);
  target.dispatchEvent(new Event("x"));
  assert_array_equals(log, ["first", "first", "late"]);
}, "a listener added during dispatch is not called");
test(() => {
  const target = new EventTarget(), log = [], second = () => log.push("second");
  target.addEventListener("x", () => { log.push("first"); target.removeEventListener("x", second); });
  target.addEventListener("x", second);
  target.dispatchEvent(new Event("x"));
  assert_array_equals(log, ["first"]);
}, "a listener removed during dispatch is not called");
test(() => {
  const { outer, middle, inner } = tree(), log = [];
  inner.addEventListener("x", () => middle.remove());
  listen(log, outer, "outer ", false);
  inner.dispatchEvent(new Event("x", { bubbles: true }));
  assert_array_equals(log, ["outer 3"]);
}, "the path is fixed before the first listener");
test(() => {
  const { outer, middle, inner } = tree();
  let path;
  middle.addEventListener("x", e => { path = e.composedPath(); });
  const event = new Event("x", { bubbles: true });
  inner.dispatchEvent(event);
  assert_array_equals(path, [inner, middle, outer]);
  assert_array_equals(event.composedPath(), []);
}, "composedPath() during and after");
test(() => {
  const { middle, inner } = tree(), log = [];
  middle.addEventListener("x", e => log.push(e.target === inner, e.currentTarget === middle));
  const event = new Event("x", { bubbles: true });
  inner.dispatchEvent(event);
  assert_array_equals(log, [true, true]);
  assert_equals(event.target, inner);
  assert_equals(event.currentTarget, null);
  assert_equals(event.eventPhase, 0);
}, "target, currentTarget and phase during and after");
test(() => {
  const log = [], element = document.createElement("p");
  document.body.appendChild(element);
  const onWindow = () => log.push("window"), onDocument = () => log.push("document");
  addEventListener("x", onWindow);
  document.addEventListener("x", onDocument);
  element.dispatchEvent(new Event("x", { bubbles: true }));
  removeEventListener("x", onWindow);
  document.removeEventListener("x", onDocument);
  element.remove();
  assert_array_equals(log, ["document", "window"]);
}, "events bubble to the document and the window");
test(() => {
  const target = new EventTarget(), log = [];
  target.addEventListener("x", () => { log.push("in"); target.dispatchEvent(new Event("y")); log.push("out"); });
  target.addEventListener("y", () => log.push("nested"));
  target.dispatchEvent(new Event("x"));
  assert_array_equals(log, ["in", "nested", "out"]);
}, "a dispatch inside a listener is synchronous");
