// META: title=Shared workers
// META: script=/workers/resources/make.js
// https://html.spec.whatwg.org/multipage/workers.html#shared-workers-and-the-sharedworker-interface

let names = 0;
// connect makes a SharedWorker and gives it with the first message of its port.
const connect = async (options = `unique ${names++}`, url = "resources/counts.js", win = self) => {
  const worker = new win.SharedWorker(url, options);
  worker.port.start();
  return [worker, await said(worker.port)];
};

test(() => assert_throws_js(TypeError, () => new SharedWorker()), "an address is required");
test(() => assert_throws_js(TypeError, () => SharedWorker("x.js")), "so is new");
test(() => assert_throws_dom("SyntaxError", () => new SharedWorker("http://[")), "an address that does not parse");
test(() => assert_throws_js(TypeError, () => new SharedWorker("x.js", {type: "script"})), "an unknown type");
test(() => assert_throws_exactly("own", () => new SharedWorker({toString() { throw "own"; }})), "an address that throws");
test(() => {
  const worker = new SharedWorker("resources/counts.js", "attributes");
  assert_equals(String(worker), "[object SharedWorker]");
  assert_true(worker instanceof EventTarget);
  assert_true(worker.port instanceof MessagePort);
  assert_equals(worker.port, worker.port);
  assert_equals(worker.onerror, null);
  worker.port = 1;
  assert_true(worker.port instanceof MessagePort);
  assert_false("postMessage" in worker);
}, "what it makes");

promise_test(async () => {
  const [, first] = await connect("the event");
  assert_equals(first.type, "MessageEvent");
  assert_equals(first.ports, 1);
  assert_true(first.same);
  assert_equals(first.name, "the event");
}, "the connect event");

promise_test(async () => {
  const [, first] = await connect("twice");
  const [, second] = await connect("twice");
  const [, third] = await connect({name: "twice"});
  assert_array_equals([first.count, second.count, third.count], [1, 2, 3]);
}, "the same name and address is the same worker");

promise_test(async () => {
  const [, first] = await connect("one name");
  const [, second] = await connect("another name");
  const [, third] = await connect("one name", "resources/counts.js?x");
  assert_array_equals([first.count, second.count, third.count], [1, 1, 1]);
}, "another name or address is another one");

promise_test(async (t) => {
  const [, first] = await connect("frames");
  const frame = document.body.appendChild(document.createElement("iframe"));
  t.add_cleanup(() => frame.remove());
  const [, second] = await connect("frames", new URL("resources/counts.js", location.href).href, frame.contentWindow);
  assert_array_equals([first.count, second.count], [1, 2]);
}, "documents of one origin share it");

promise_test(async () => {
  const both = await Promise.all([connect("at once"), connect("at once"), connect("at once")]);
  assert_array_equals(both.map(([, m]) => m.count), [1, 2, 3]);
}, "those who ask before the script has run are connected in order");

promise_test(async () => {
  const worker = new SharedWorker("resources/counts.js", "before");
  worker.port.postMessage("early");
  worker.port.start();
  await said(worker.port);
  assert_array_equals(await said(worker.port), ["echo", "early"]);
}, "what is posted before it runs arrives");

promise_test(async () => {
  const [a] = await connect("separate");
  const [b] = await connect("separate");
  a.port.postMessage("a");
  b.port.postMessage("b");
  assert_array_equals(await Promise.all([said(a.port), said(b.port)]).then((list) => list.flat()), ["echo", "a", "echo", "b"]);
}, "each connection has a port of its own");

promise_test(async () => {
  const frame = document.body.appendChild(document.createElement("iframe"));
  const url = new URL("resources/counts.js", location.href).href;
  await connect("lifetime", url, frame.contentWindow);
  const [, second] = await connect("lifetime");
  frame.remove();
  const [, third] = await connect("lifetime");
  assert_array_equals([second.count, third.count], [2, 3]);
}, "it lives on with the owners that are left");

promise_test(async (t) => {
  const url = new URL("resources/counts.js", location.href).href;
  const frame = document.body.appendChild(document.createElement("iframe"));
  const [, first] = await connect("last owner", url, frame.contentWindow);
  frame.remove();
  await new Promise((resolve) => t.step_timeout(resolve, 300));
  const [, second] = await connect("last owner");
  assert_array_equals([first.count, second.count], [1, 1]);
}, "and ends with the last one");

promise_test(async () => {
  const text = "onconnect = (e) => e.ports[0].postMessage([typeof postMessage, typeof onmessage, typeof close, self instanceof SharedWorkerGlobalScope, 'DedicatedWorkerGlobalScope' in self, name])";
  const worker = new SharedWorker(source(text), {name: "scope"});
  worker.port.start();
  assert_array_equals(await said(worker.port), ["undefined", "undefined", "function", true, false, "scope"]);
}, "its scope");

promise_test(async (t) => {
  const url = source("onconnect = (e) => { e.ports[0].postMessage('first'); close(); }");
  const [, one] = await connect("closes", url);
  await new Promise((resolve) => t.step_timeout(resolve, 100));
  const [, two] = await connect("closes", url);
  assert_array_equals([one, two], ["first", "first"]);
}, "one that closed itself is not found any more");

promise_test(async () => {
  const url = source("import.meta.url; onconnect = (e) => e.ports[0].postMessage(typeof import.meta.url)");
  assert_equals((await connect({type: "module"}, url))[1], "string");
}, "a module");

promise_test(async (t) => {
  const frame = document.createElement("iframe");
  frame.sandbox = "allow-scripts";
  frame.srcdoc = "<script>try { new SharedWorker('data:text/javascript,'); parent.postMessage('made', '*') } catch (e) { parent.postMessage(e.name, '*') }</" + "script>";
  t.add_cleanup(() => frame.remove());
  document.body.append(frame);
  assert_equals(await said(self), "SecurityError");
}, "an opaque origin has none");
