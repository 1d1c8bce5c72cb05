// META: title=Messages between a page and its worker
// META: script=/workers/resources/make.js
// https://html.spec.whatwg.org/multipage/workers.html#dom-worker-postmessage

const echo = "onmessage = (e) => postMessage(e.data, e.ports)";

promise_test(async (t) => {
  const worker = work(t, echo);
  worker.postMessage("early");
  assert_equals(await said(worker), "early");
}, "a message that is posted before the script is there waits for it");

promise_test(async (t) => {
  const worker = work(t, echo);
  const got = [];
  worker.addEventListener("message", (e) => got.push(e.data));
  for (const n of [1, 2, 3]) worker.postMessage(n);
  while (got.length < 3) await next(worker);
  assert_array_equals(got, [1, 2, 3]);
}, "messages keep their order");

promise_test(async (t) => {
  const worker = work(t, echo);
  worker.postMessage({});
  const e = await next(worker);
  assert_true(e instanceof MessageEvent);
  assert_equals(e.target, worker);
  assert_equals(e.origin, "");
  assert_equals(e.lastEventId, "");
  assert_equals(e.source, null);
  assert_equals(e.ports.length, 0);
  assert_false(e.bubbles);
}, "the event that arrives");

promise_test(async (t) => {
  const worker = work(t, "onmessage = (e) => postMessage([e.origin, e.source, e.target === self, e.ports.length])");
  worker.postMessage(0);
  assert_array_equals(await said(worker), ["", null, true, 0]);
}, "the event that the worker gets");

for (const [name, value] of Object.entries({
  undefined: undefined, null: null, "a number": -0, "a string": "\u{1F600}", "a bigint": 12n, "a date": new Date(5),
  "a map": new Map([[1, "a"]]), "a set": new Set([1]), "a regular expression": /a+/g, "bytes": new Uint8Array([1, 2]),
})) {
  promise_test(async (t) => {
    const worker = work(t, echo);
    worker.postMessage(value);
    const back = await said(worker);
    assert_equals(Object.prototype.toString.call(back), Object.prototype.toString.call(value));
    assert_equals(String(back), String(value));
  }, name + " goes there and back");
}

promise_test(async (t) => {
  const worker = work(t, echo);
  const ring = {};
  ring.self = ring;
  worker.postMessage(ring);
  const back = await said(worker);
  assert_equals(back.self, back);
  assert_not_equals(back, ring);
}, "an object that holds itself");

promise_test(async (t) => {
  const worker = work(t, echo);
  assert_throws_dom("DataCloneError", () => worker.postMessage(() => {}));
  assert_throws_js(TypeError, () => worker.postMessage());
  worker.postMessage("after");
  assert_equals(await said(worker), "after");
}, "what cannot be cloned is refused, and nothing is sent");

promise_test(async (t) => {
  const worker = work(t, "onmessage = (e) => e.ports[0].postMessage('through')");
  const channel = new MessageChannel();
  worker.postMessage(null, [channel.port2]);
  channel.port1.start();
  assert_equals((await next(channel.port1)).data, "through");
}, "a port can be handed over");

promise_test(async (t) => {
  const worker = work(t, "const c = new MessageChannel(); c.port1.onmessage = (e) => postMessage(e.data + 1); postMessage(0, [c.port2])");
  const e = await next(worker);
  assert_equals(e.ports.length, 1);
  e.ports[0].postMessage(1);
  assert_equals(await said(worker), 2);
}, "and a worker can hand one back");

promise_test(async (t) => {
  const worker = work(t, "try { postMessage(() => {}) } catch (e) { postMessage([e.name, e instanceof DOMException]) }");
  assert_array_equals(await said(worker), ["DataCloneError", true]);
}, "the worker's own exceptions are of its realm");
