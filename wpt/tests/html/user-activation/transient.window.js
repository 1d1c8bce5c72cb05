// META: title=navigator.userActivation, and what uses it up
// META: script=/resources/testdriver.js
// META: script=/resources/testdriver-vendor.js
// https://html.spec.whatwg.org/multipage/interaction.html#tracking-user-activation

test(() => {
  assert_false(navigator.userActivation.isActive);
  assert_false(navigator.userActivation.hasBeenActive);
  assert_equals(navigator.userActivation, navigator.userActivation);
  assert_equals(Object.prototype.toString.call(navigator.userActivation), "[object UserActivation]");
}, "a page that nobody has touched");

promise_test(async t => {
  const button = document.createElement("button");
  button.textContent = "click";
  document.body.append(button);
  t.add_cleanup(() => button.remove());
  button.click();
  assert_false(navigator.userActivation.hasBeenActive);
}, "a click by script is no activation");

promise_test(async t => {
  const frame = document.createElement("iframe");
  document.body.append(frame);
  t.add_cleanup(() => frame.remove());
  await test_driver.bless("activate the page");
  assert_true(navigator.userActivation.isActive, "the page");
  assert_true(frame.contentWindow.navigator.userActivation.isActive, "a frame of its origin");
}, "activation of the page holds for its frames of the same origin");

promise_test(async t => {
  const frame = document.createElement("iframe");
  document.body.append(frame);
  t.add_cleanup(() => frame.remove());
  await test_driver.bless("activate the page");
  const popup = open("about:blank");
  t.add_cleanup(() => popup.close());
  assert_false(navigator.userActivation.isActive, "the page");
  assert_false(frame.contentWindow.navigator.userActivation.isActive, "its frame");
  assert_true(navigator.userActivation.hasBeenActive);
}, "opening a window uses it up");
