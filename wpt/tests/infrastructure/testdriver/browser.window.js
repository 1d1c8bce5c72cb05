// META: title=What testdriver does to the browser: cookies, windows
// META: script=/resources/testdriver.js
// META: script=/resources/testdriver-vendor.js

promise_test(async t => {
  t.add_cleanup(() => test_driver.delete_all_cookies());
  document.cookie = "plain=1; path=/";
  document.cookie = "lax=2; path=/; samesite=lax; max-age=1000";
  const all = await test_driver.get_all_cookies();
  assert_array_equals(all.map(c => c.name).sort(), ["lax", "plain"]);
  const lax = await test_driver.get_named_cookie("lax");
  assert_equals(lax.value, "2");
  assert_equals(lax.path, "/");
  assert_equals(lax.sameSite, "Lax");
  assert_equals(typeof lax.expiry, "number");
  assert_false(lax.httpOnly);
  const plain = await test_driver.get_named_cookie("plain");
  assert_false("expiry" in plain, "a cookie of the session has no end");
}, "the page's cookies");

promise_test(async t => {
  document.cookie = "gone=1; path=/";
  await test_driver.delete_all_cookies();
  assert_equals(document.cookie, "");
  assert_array_equals(await test_driver.get_all_cookies(), []);
  await test_driver.get_named_cookie("gone").then(() => assert_unreached("there is none"), () => {});
}, "all cookies can be deleted");

promise_test(async t => {
  const states = [];
  const listen = () => states.push(document.visibilityState);
  document.addEventListener("visibilitychange", listen);
  t.add_cleanup(() => document.removeEventListener("visibilitychange", listen));
  const changed = () => new Promise(resolve => document.addEventListener("visibilitychange", resolve, { once: true }));
  let next = changed();
  const rect = await test_driver.minimize_window();
  await next;
  assert_true(document.hidden);
  next = changed();
  await test_driver.set_window_rect(rect);
  await next;
  assert_array_equals(states, ["hidden", "visible"]);
}, "a window that is minimized hides its page, and shows it when it is restored");

promise_test(async t => {
  const before = await test_driver.get_window_rect();
  t.add_cleanup(() => test_driver.set_window_rect(before));
  const after = await test_driver.set_window_rect({ width: before.width - 10, height: before.height - 20 });
  assert_equals(after.width, before.width - 10);
  assert_equals(after.height, before.height - 20);
  assert_object_equals(await test_driver.get_window_rect(), after);
}, "a window can be made smaller");

promise_test(async t => {
  await test_driver_internal.get_global_privacy_control().then(
    () => assert_unreached("it was done"), e => assert_true(e.message.startsWith("get_global_privacy_control(): "), e.message));
}, "what cannot be done is said, with its name");
