// META: title=What windows and workers do alike
// META: global=window,dedicatedworker

promise_test(async () => {
  const text = await (await fetch("/workers/resources/word.js")).text();
  assert_true(text.includes("hello"));
}, "a relative address");

promise_test((t) => promise_rejects_js(t, TypeError, fetch("http://[")), "an address that does not parse");

promise_test(async () => {
  const response = await fetch("data:text/plain,x");
  assert_equals(await response.text(), "x");
}, "a data: URL");

promise_test(async () => {
  const address = URL.createObjectURL(new Blob(["y"]));
  assert_equals(await (await fetch(address)).text(), "y");
  URL.revokeObjectURL(address);
}, "a blob: URL");

promise_test(async (t) => {
  const controller = new AbortController();
  const request = fetch("/workers/resources/word.js", {signal: controller.signal});
  controller.abort();
  await promise_rejects_dom(t, "AbortError", request);
}, "an aborted request");

test(() => assert_equals(new Request("x").url, new URL("x", location.href).href), "a Request's URL is relative to the global");

promise_test(async () => {
  const order = [];
  const timeout = new Promise((resolve) => setTimeout(() => { order.push("timeout"); resolve(); }));
  queueMicrotask(() => order.push("microtask"));
  Promise.resolve().then(() => order.push("promise"));
  order.push("script");
  await timeout;
  assert_array_equals(order, ["script", "microtask", "promise", "timeout"]);
}, "tasks and microtasks");

promise_test(() => new Promise((resolve) => {
  const signal = AbortSignal.timeout(5);
  signal.onabort = () => resolve(assert_equals(signal.reason.name, "TimeoutError"));
}), "AbortSignal.timeout()");

test(() => assert_throws_dom("DataCloneError", () => structuredClone(Symbol())), "exceptions of the global's own realm");
