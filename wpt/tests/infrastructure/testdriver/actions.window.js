// META: title=The pointer of test_driver.action_sequence()
// META: script=/resources/testdriver.js
// META: script=/resources/testdriver-vendor.js
// https://w3c.github.io/webdriver/#actions

function box(t, parent = document.body) {
  const el = document.createElement("div");
  el.style.cssText = "width: 60px; height: 30px";
  el.textContent = "box";
  parent.append(el);
  t.add_cleanup(() => el.remove());
  return el;
}
const pointer = (...actions) => [{ type: "pointer", id: "mouse", parameters: { pointerType: "mouse" }, actions }];
const move = origin => ({ type: "pointerMove", x: 0, y: 0, origin });
const down = { type: "pointerDown", button: 0 }, up = { type: "pointerUp", button: 0 };

promise_test(async t => {
  const a = box(t), b = box(t);
  const seen = [];
  for (const el of [a, b]) {
    for (const type of ["mouseenter", "mouseleave", "mouseover", "mouseout", "mousedown", "mouseup", "click"]) {
      el.addEventListener(type, e => seen.push(`${el === a ? "a" : "b"} ${e.type}`));
    }
  }
  await test_driver.action_sequence(pointer(move(a), down, up, move(b)));
  assert_array_equals(seen, [
    "a mouseover", "a mouseenter", "a mousedown", "a mouseup", "a click",
    "a mouseout", "a mouseleave", "b mouseover", "b mouseenter",
  ]);
}, "the mouse comes, clicks and goes");

promise_test(async t => {
  const parent = box(t);
  parent.textContent = "";
  parent.style.height = "80px";
  const a = box(t, parent), b = box(t, parent);
  const seen = [];
  for (const [name, el] of Object.entries({ a, b, parent })) {
    el.addEventListener("click", e => seen.push(e.target === el ? name : `${name} hears of it`));
  }
  await test_driver.action_sequence(pointer(move(a), down, move(b), up));
  assert_array_equals(seen, ["parent"]);
}, "a button that goes down here and comes up there clicks on what holds both");

promise_test(async t => {
  const a = box(t);
  const seen = [];
  for (const type of ["click", "dblclick"]) a.addEventListener(type, e => seen.push(`${e.type} ${e.detail}`));
  await test_driver.action_sequence(pointer(move(a), down, up, down, up));
  assert_array_equals(seen, ["click 1", "click 2", "dblclick 2"]);
}, "two clicks in a row");

promise_test(async t => {
  const a = box(t);
  const seen = [];
  for (const type of ["mousedown", "auxclick", "click"]) a.addEventListener(type, e => seen.push(`${e.type} ${e.button}`));
  await test_driver.action_sequence(pointer(move(a), { type: "pointerDown", button: 1 }, { type: "pointerUp", button: 1 }));
  assert_array_equals(seen, ["mousedown 1", "auxclick 1"]);
}, "another button makes no click");

promise_test(async t => {
  await test_driver.action_sequence(pointer({ type: "jump" })).then(
    () => assert_unreached("it was done"), e => assert_true(String(e).includes("action_sequence"), String(e)));
}, "an action that does not exist is an error");
