// META: script=/resources/testdriver.js
// What testdriver.js leaves to whoever drives the browser is filled in by testdriver-vendor.js, all of it; before, each function says what it needs.
const before = { ...test_driver_internal };
const functions = Object.keys(before).filter(name => typeof before[name] === "function");

promise_test(async () => {
  for (const name of functions.filter(name => name !== "click")) {
    const error = await before[name]().then(() => null, error => error);
    assert_equals(error?.message, `${name}() needs a browser that Exeunt drives`);
  }
}, "without a vendor each rejects");

promise_test(async () => {
  await new Promise((resolve, reject) => {
    document.head.append(Object.assign(document.createElement("script"), { src: "/resources/testdriver-vendor.js", onload: resolve, onerror: reject }));
  });
  assert_greater_than(functions.length, 10);
  assert_array_equals(functions.filter(name => test_driver_internal[name] === before[name]), []);
}, "the vendor fills every one in");
