// META: title=test_driver.send_keys() and the keys of action_sequence()
// META: script=/resources/testdriver.js
// META: script=/resources/testdriver-vendor.js
// https://w3c.github.io/webdriver/#element-send-keys

const TAB = "\uE004", ENTER = "\uE007", SHIFT = "\uE008";

function button(t) {
  const b = document.createElement("button");
  b.textContent = "press";
  document.body.append(b);
  t.add_cleanup(() => b.remove());
  return b;
}

promise_test(async t => {
  const b = button(t);
  const seen = [];
  for (const type of ["keydown", "keypress", "keyup"]) {
    b.addEventListener(type, e => seen.push(`${e.type} ${e.key} ${e.code} ${e.isTrusted}`));
  }
  await test_driver.send_keys(b, "a1");
  assert_array_equals(seen, [
    "keydown a KeyA true", "keypress a KeyA true", "keyup a KeyA true",
    "keydown 1 Digit1 true", "keypress 1 Digit1 true", "keyup 1 Digit1 true",
  ]);
  assert_equals(document.activeElement, b, "it has the focus");
}, "keys are heard by the element, one after the other");

promise_test(async t => {
  const first = button(t), second = button(t);
  await test_driver.send_keys(first, TAB);
  assert_equals(document.activeElement, second);
}, "the tabulator key moves the focus on");

promise_test(async t => {
  const b = button(t);
  const clicked = new Promise(resolve => b.addEventListener("click", resolve));
  await test_driver.send_keys(b, ENTER);
  assert_true((await clicked).isTrusted);
}, "the Enter key clicks on a button");

promise_test(async t => {
  const b = button(t);
  b.focus();
  const seen = [];
  for (const type of ["keydown", "keyup"]) b.addEventListener(type, e => seen.push(`${e.type} ${e.key} ${e.shiftKey}`));
  await test_driver.action_sequence([{
    type: "key", id: "keyboard",
    actions: [{ type: "keyDown", value: SHIFT }, { type: "keyDown", value: "A" }, { type: "keyUp", value: "A" }, { type: "keyUp", value: SHIFT }],
  }]);
  assert_array_equals(seen, ["keydown Shift true", "keydown A true", "keyup A true", "keyup Shift false"]);
}, "a modifier key is down until it is let go");

promise_test(async t => {
  const b = button(t);
  const pressed = new Promise(resolve => b.addEventListener("keydown", resolve, { once: true }));
  const stopped = [];
  b.addEventListener("keydown", e => e.preventDefault());
  for (const type of ["keypress", "click"]) b.addEventListener(type, () => stopped.push(type));
  await test_driver.send_keys(b, ENTER);
  await pressed;
  assert_array_equals(stopped, []);
}, "a keydown that is canceled does nothing more");

promise_test(async t => {
  for (const name of ["input", "textarea"]) {
    const field = document.createElement(name);
    document.body.append(field);
    t.add_cleanup(() => field.remove());
    const seen = [];
    for (const type of ["beforeinput", "input"]) field.addEventListener(type, e => seen.push(`${e.type} ${e.inputType} ${e.data} ${field.value}`));
    await test_driver.send_keys(field, "ab\uE003");
    assert_array_equals(seen, [
      "beforeinput insertText a ", "input insertText a a",
      "beforeinput insertText b a", "input insertText b ab",
      "beforeinput deleteContentBackward null ab", "input deleteContentBackward null a",
    ], name);
  }
}, "text is typed into a field, and taken back");
