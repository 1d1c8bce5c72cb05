// META: title=Workers whose script does not return
// META: script=/workers/resources/make.js
// https://html.spec.whatwg.org/multipage/workers.html#terminate-a-worker

for (const [name, text, options] of [
  ["the script itself", "postMessage('begun'); for (;;);"],
  ["a module", "postMessage('begun'); for (;;);", {type: "module"}],
  ["a listener", "onmessage = () => { postMessage('begun'); for (;;); }"],
  ["microtasks", "postMessage('begun'); const again = () => Promise.resolve().then(again); again()"],
  ["a loop that catches everything", "postMessage('begun'); for (;;) try { for (;;); } catch {} finally { postMessage('caught') }"],
  ["a regular expression", "postMessage('begun'); for (;;) /(a*)*b/.test('aaaaaaaaaaaaaaaaaa')"],
]) promise_test(async (t) => {
  const worker = work(t, text, options);
  worker.onerror = t.unreached_func("an error event");
  worker.postMessage(0);
  assert_equals(await said(worker), "begun");
  worker.onmessage = t.unreached_func("a message after the end");
  worker.terminate();
  await new Promise((resolve) => t.step_timeout(resolve, 100));
}, `terminate() ends ${name}`);

promise_test(async (t) => {
  const worker = work(t, "let n = 0; postMessage(n); for (;;) if (++n % 1e6 === 0) postMessage(n)");
  for (let i = 0; i < 3; i++) assert_equals(typeof await said(worker), "number");
}, "what it posts meanwhile arrives");

promise_test(async (t) => {
  const busy = work(t, "postMessage(0); for (;;);");
  await said(busy);
  const other = work(t, "onmessage = (e) => postMessage(e.data + 1)");
  other.postMessage(1);
  assert_equals(await said(other), 2);
}, "other workers go on");

promise_test(async (t) => {
  const inner = source("postMessage('begun'); for (;;);");
  const worker = work(t, `new Worker("${inner}").onmessage = (e) => postMessage(e.data)`);
  assert_equals(await said(worker), "begun");
  worker.terminate();
  assert_equals(await said(work(t, "postMessage('next')")), "next");
}, "one below a worker that is terminated");

promise_test(async (t) => {
  const waits = work(t, `postMessage(0); importScripts("${new URL("/workers/resources/imported.js?pipe=trickle(d1)", location.href).href}"); postMessage(imported)`);
  await said(waits);
  const other = work(t, "postMessage('first')");
  const order = [];
  const both = [said(waits).then((v) => order.push(v)), said(other).then((v) => order.push(v))];
  await Promise.all(both);
  assert_array_equals(order, ["first", 1]);
}, "importScripts() keeps its own worker waiting only");

promise_test(async (t) => {
  const waits = work(t, `postMessage(0); importScripts("${new URL("/workers/resources/imported.js?pipe=trickle(d2)", location.href).href}"); postMessage("never")`);
  await said(waits);
  waits.onerror = (e) => e.preventDefault();
  waits.onmessage = t.unreached_func("it went on");
  waits.terminate();
  await new Promise((resolve) => t.step_timeout(resolve, 100));
}, "and is ended by terminate()");
