// META: title=test_driver.click() and bless()
// META: script=/resources/testdriver.js
// META: script=/resources/testdriver-vendor.js
// https://w3c.github.io/webdriver/#element-click

function button(t, doc = document) {
  const b = doc.createElement("button");
  b.textContent = "click";
  doc.body.append(b);
  t.add_cleanup(() => b.remove());
  return b;
}

promise_test(async t => {
  const b = button(t);
  const seen = [];
  for (const type of ["pointerdown", "mousedown", "focus", "pointerup", "mouseup", "click"]) {
    b.addEventListener(type, e => seen.push(e.isTrusted ? e.type : `untrusted ${e.type}`));
  }
  await test_driver.click(b);
  assert_array_equals(seen, ["pointerdown", "mousedown", "focus", "pointerup", "mouseup", "click"]);
}, "a click is what a user's is: trusted events of the pointer and the mouse, and the focus");

promise_test(async t => {
  const b = button(t);
  let click;
  b.addEventListener("click", e => { click = { button: e.button, detail: e.detail, target: e.target, bubbles: e.bubbles, composed: e.composed }; });
  await test_driver.click(b);
  assert_equals(click.button, 0);
  assert_equals(click.detail, 1);
  assert_equals(click.target, b);
  assert_true(click.bubbles);
  assert_true(click.composed);
}, "the click event is of the main button, and the first in a row");

promise_test(async t => {
  const b = button(t);
  b.disabled = true;
  const seen = [];
  for (const type of ["mousedown", "mouseup", "click"]) b.addEventListener(type, () => seen.push(type));
  await test_driver.click(b);
  assert_array_equals(seen, []);
}, "a disabled button hears nothing of the mouse");

promise_test(async t => {
  const b = button(t);
  b.remove();
  await test_driver.click(b).then(() => assert_unreached("it was clicked on"), () => {});
}, "what is in no document cannot be clicked on");

promise_test(async t => {
  let inside;
  const result = await test_driver.bless("be active", () => {
    inside = navigator.userActivation.isActive;
    return "result";
  });
  assert_true(inside, "while the action runs");
  assert_equals(result, "result");
  assert_true(navigator.userActivation.hasBeenActive, "and for good");
}, "bless() activates the page and gives what the action gave");

promise_test(async t => {
  const frame = document.createElement("iframe");
  const loaded = new Promise(resolve => { frame.onload = resolve; });
  frame.srcdoc = "<body>";
  document.body.append(frame);
  t.add_cleanup(() => frame.remove());
  await loaded;
  const b = button(t, frame.contentDocument);
  const clicked = new Promise(resolve => b.addEventListener("click", resolve));
  await test_driver.click(b);
  assert_true((await clicked).isTrusted);
  assert_true(frame.contentWindow.navigator.userActivation.hasBeenActive, "the frame");
}, "an element of a frame can be clicked on");

promise_test(async t => {
  const outer = button(t);
  const inner = outer.appendChild(document.createElement("span"));
  inner.textContent = "inside";
  const seen = [];
  outer.addEventListener("click", e => seen.push(e.target === inner ? "inner" : "other"));
  await test_driver.click(inner);
  assert_array_equals(seen, ["inner"]);
}, "the element in the element is the one that is hit");
