// META: title=What a dedicated worker's global object is
// META: script=/workers/resources/make.js
// https://html.spec.whatwg.org/multipage/workers.html#the-workerglobalscope-common-interface

const facts = {
  "self is the global": "self === globalThis",
  "self instanceof DedicatedWorkerGlobalScope": "self instanceof DedicatedWorkerGlobalScope",
  "self instanceof WorkerGlobalScope": "self instanceof WorkerGlobalScope",
  "self instanceof EventTarget": "self instanceof EventTarget",
  "its class string": "String(self) === '[object DedicatedWorkerGlobalScope]'",
  "postMessage is an own property": "Object.hasOwn(self, 'postMessage')",
  "importScripts is not": "!Object.hasOwn(self, 'importScripts') && 'importScripts' in self",
  "no window": "typeof window === 'undefined'",
  "no document": "typeof document === 'undefined'",
  "no parent": "typeof parent === 'undefined'",
  "no alert": "typeof alert === 'undefined'",
  "no Node": "typeof Node === 'undefined'",
  "no Window": "typeof Window === 'undefined'",
  "no localStorage": "typeof localStorage === 'undefined'",
  "a WorkerNavigator": "navigator instanceof WorkerNavigator && navigator === navigator",
  "a user agent string": "typeof navigator.userAgent === 'string' && navigator.userAgent !== ''",
  "a WorkerLocation": "location instanceof WorkerLocation && String(location) === location.href",
  "a clock that starts with the worker": "performance.now() >= 0 && performance.timeOrigin > 0",
  "random values": "crypto.getRandomValues(new Uint8Array(4)).length === 4",
  "structuredClone": "structuredClone({a: [1]}).a[0] === 1",
  "atob and btoa": "atob(btoa('x')) === 'x'",
  "a scope cannot be constructed": "(() => { try { new DedicatedWorkerGlobalScope() } catch (e) { return e instanceof TypeError } })()",
  "this at the top": "self === (function () { return this })()",
  "workers can be nested": "typeof Worker === 'function'",
  "events and signals": "new Event('x') instanceof Event && AbortSignal.abort().aborted",
  "fetch and its interfaces": "[fetch, Request, Response, Headers, FormData, Blob, File, URL, URLSearchParams].every((f) => typeof f === 'function')",
  "text": "new TextDecoder().decode(new TextEncoder().encode('ä')) === 'ä'",
};
for (const [name, expression] of Object.entries(facts)) {
  promise_test(async (t) => {
    assert_equals(await said(work(t, `postMessage(${expression})`)), true);
  }, name);
}

promise_test(async (t) => {
  assert_equals(await said(work(t, "postMessage(name)", {name: "Ada"})), "Ada");
  assert_equals(await said(work(t, "postMessage(name)")), "");
  assert_equals(await said(work(t, "self.name = 3; postMessage(name)")), 3);
}, "name, which can be replaced");

promise_test(async (t) => {
  assert_array_equals(await said(work(t, "postMessage([origin, location.protocol])")), [location.origin, "blob:"]);
}, "a blob: worker has the origin of its maker");

promise_test(async (t) => {
  const worker = new Worker("data:text/javascript,postMessage([origin,location.protocol])");
  t.add_cleanup(() => worker.terminate());
  assert_array_equals(await said(worker), ["null", "data:"]);
}, "a data: worker has an opaque one");

promise_test(async (t) => {
  const worker = new Worker("resources/relative.js?q#h");
  t.add_cleanup(() => worker.terminate());
  assert_array_equals(await said(worker), [1, "/workers/resources/relative.js", "?q"]);
}, "location is that of the script");

promise_test(async (t) => {
  const worker = work(t, "const again = (n, last) => requestAnimationFrame((now) => n ? again(n - 1, now) : postMessage(now > last)); again(2, 0)");
  assert_equals(await said(worker), true);
}, "animation frames");

promise_test(async (t) => {
  const worker = work(t, "const id = requestAnimationFrame(() => postMessage('canceled')); cancelAnimationFrame(id); requestAnimationFrame(() => requestAnimationFrame(() => postMessage('later')))");
  assert_equals(await said(worker), "later");
}, "canceled ones");
