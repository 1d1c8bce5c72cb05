// META: title=importScripts()
// META: script=/workers/resources/make.js
// https://html.spec.whatwg.org/multipage/workers.html#importing-scripts-and-libraries

const here = new URL("resources/", location.href.replace(/[^/]*$/, "")).href;

promise_test(async (t) => {
  const worker = work(t, `importScripts("${here}imported.js", "${here}imported.js"); postMessage(imported)`);
  assert_equals(await said(worker), 2);
}, "scripts run in order, as often as they are named");

promise_test(async (t) => {
  assert_equals(await said(work(t, "importScripts(); postMessage('none')")), "none");
}, "none at all");

promise_test(async (t) => {
  const worker = work(t, `try { importScripts("${here}imported.js", "${here}nothing-here.js") } catch (e) { postMessage([e.name, e instanceof DOMException, imported]) }`);
  assert_array_equals(await said(worker), ["NetworkError", true, 1]);
}, "one that is not there throws, after those before it ran");

promise_test(async (t) => {
  const worker = work(t, `try { importScripts("${here}script.txt") } catch (e) { postMessage(e.name) }`);
  assert_equals(await said(worker), "NetworkError");
}, "one that is no script");

promise_test(async (t) => {
  const worker = work(t, `try { importScripts("${here}imported.js", "http://[") } catch (e) { postMessage([e.name, typeof imported]) }`);
  assert_array_equals(await said(worker), ["SyntaxError", "undefined"]);
}, "an address that does not parse throws before anything is fetched");

promise_test(async (t) => {
  const thrower = source("throw new RangeError('inner')");
  const worker = work(t, `try { importScripts("${thrower}") } catch (e) { postMessage([e.name, e.message, e instanceof RangeError]) }`);
  assert_array_equals(await said(worker), ["RangeError", "inner", true]);
}, "what a script throws goes to the caller");

promise_test(async (t) => {
  const broken = source("no script");
  const worker = work(t, `try { importScripts("${broken}") } catch (e) { postMessage(e instanceof SyntaxError) }`);
  assert_equals(await said(worker), true);
}, "one that does not parse");

promise_test(async (t) => {
  const worker = work(t, `importScripts("data:text/javascript,self.x=4"); postMessage(x)`);
  assert_equals(await said(worker), 4);
}, "a data: URL");
