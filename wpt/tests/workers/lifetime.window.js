// META: title=How a worker ends
// META: script=/workers/resources/make.js
// https://html.spec.whatwg.org/multipage/workers.html#worker-processing-model

const pause = (t, ms) => new Promise((resolve) => t.step_timeout(resolve, ms));

promise_test(async (t) => {
  const worker = work(t, "let n = 0; setInterval(() => postMessage(++n), 10)");
  await next(worker);
  worker.terminate();
  worker.onmessage = t.unreached_func("a message after the end");
  await pause(t, 150);
}, "terminate() ends it, and drops what it has sent");

promise_test(async (t) => {
  const worker = work(t, "postMessage(1)");
  worker.onmessage = worker.onerror = t.unreached_func("it should not have begun");
  worker.terminate();
  worker.terminate();
  worker.postMessage(0);
  await pause(t, 150);
}, "terminate() before it began, twice, and a message after it");

promise_test(async (t) => {
  const worker = work(t, `postMessage(1); close(); postMessage(2); setTimeout(() => postMessage("never")); queueMicrotask(() => postMessage(3))`);
  const got = [];
  worker.addEventListener("message", (e) => got.push(e.data));
  while (got.length < 3) await next(worker);
  await pause(t, 100);
  assert_array_equals(got, [1, 2, 3]);
}, "close() lets the running script end, and nothing begin");

promise_test(async (t) => {
  const worker = work(t, "onmessage = (e) => { postMessage(e.data); close() }");
  const got = [];
  worker.addEventListener("message", (e) => got.push(e.data));
  const first = next(worker);
  worker.postMessage(1);
  worker.postMessage(2);
  await first;
  await pause(t, 100);
  assert_array_equals(got, [1]);
}, "a message that comes after close()");

promise_test(async (t) => {
  const frame = document.body.appendChild(document.createElement("iframe"));
  const channel = new MessageChannel();
  let count = 0;
  const worker = new frame.contentWindow.Worker(source("onmessage = (e) => setInterval(() => e.ports[0].postMessage(0), 10)"));
  worker.postMessage(null, [channel.port2]);
  channel.port1.onmessage = () => count++;
  await next(channel.port1);
  frame.remove();
  await pause(t, 50);
  const after = count;
  await pause(t, 150);
  assert_equals(count, after);
}, "a worker ends with the frame that made it");

promise_test(async (t) => {
  const channel = new MessageChannel();
  let count = 0;
  channel.port1.onmessage = () => count++;
  const inner = source("onmessage = (e) => setInterval(() => e.ports[0].postMessage(0), 10)");
  const worker = work(t, `onmessage = (e) => new Worker(${JSON.stringify(inner)}).postMessage(0, e.ports)`);
  worker.postMessage(0, [channel.port2]);
  await next(channel.port1);
  worker.terminate();
  await pause(t, 50);
  const after = count;
  await pause(t, 150);
  assert_equals(count, after);
}, "and with the worker that made it");

promise_test(async (t) => {
  const address = source("postMessage('here')");
  const worker = new Worker(address);
  URL.revokeObjectURL(address);
  assert_equals(await said(worker), "here");
}, "the address may be revoked once it was used");
