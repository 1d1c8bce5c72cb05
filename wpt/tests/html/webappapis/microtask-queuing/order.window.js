// When microtasks run.
"use strict";

promise_test(async () => {
  const log = [];
  setTimeout(() => log.push("task"), 0);
  queueMicrotask(() => log.push("microtask"));
  Promise.resolve().then(() => log.push("promise"));
  log.push("script");
  await new Promise(resolve => setTimeout(resolve, 10));
  assert_array_equals(log, ["script", "microtask", "promise", "task"]);
}, "after the script, before tasks, in order");
promise_test(async () => {
  const log = [];
  queueMicrotask(() => { log.push(1); queueMicrotask(() => log.push(3)); });
  queueMicrotask(() => log.push(2));
  await new Promise(resolve => setTimeout(resolve, 0));
  assert_array_equals(log, [1, 2, 3]);
}, "microtasks of microtasks run in the same turn");
promise_test(async () => {
  const log = [], observer = new MutationObserver(() => log.push("observer")), element = document.createElement("p");
  observer.observe(element, { attributes: true });
  Promise.resolve().then(() => log.push("before"));
  element.setAttribute("a", "1");
  element.setAttribute("a", "2");
  Promise.resolve().then(() => log.push("after"));
  await new Promise(resolve => setTimeout(resolve, 0));
  assert_array_equals(log, ["before", "observer", "after"]);
}, "mutation observers are told in a microtask, once");
test(() => {
  const log = [], target = new EventTarget();
  target.addEventListener("x", () => { log.push("a"); queueMicrotask(() => log.push("micro")); });
  target.addEventListener("x", () => log.push("b"));
  target.dispatchEvent(new Event("x"));
  assert_array_equals(log, ["a", "b"]);
}, "none between listeners of a scripted dispatch");
promise_test(async () => {
  const log = [], { port1, port2 } = new MessageChannel();
  port1.addEventListener("message", () => { log.push("a"); queueMicrotask(() => log.push("micro")); });
  port1.addEventListener("message", () => log.push("b"));
  port1.start();
  port2.postMessage(1);
  await new Promise(resolve => setTimeout(resolve, 30));
  port1.close();
  assert_array_equals(log, ["a", "micro", "b"]);
}, "but between listeners of a dispatch from a task");
test(() => {
  for (const value of [undefined, null, 1, "x", {}]) assert_throws_js(TypeError, () => queueMicrotask(value));
}, "queueMicrotask() wants a function");
promise_test(async () => {
  const args = await new Promise(resolve => queueMicrotask((...a) => resolve(a)));
  assert_array_equals(args, []);
}, "it is called without arguments");
promise_test(async () => {
  const log = [];
  (async () => { log.push(1); await null; log.push(3); })();
  log.push(2);
  await null;
  await null;
  assert_array_equals(log, [1, 2, 3]);
}, "await goes on in a microtask");
