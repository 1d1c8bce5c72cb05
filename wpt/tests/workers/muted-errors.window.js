// META: title=What importScripts() tells of scripts of other origins
// META: script=/workers/resources/make.js
// META: script=/common/get-host-info.sub.js
// https://html.spec.whatwg.org/multipage/webappapis.html#run-a-classic-script

const here = new URL("resources/", location.href).href;
const there = get_host_info().HTTP_REMOTE_ORIGIN + "/workers/resources/";
const thrown = (t, url) => said(work(t, `try { importScripts("${url}"); postMessage("nothing") } catch (e) { postMessage(e.name) }`));

promise_test(async (t) => assert_equals(await thrown(t, here + "throws.js"), "RangeError"), "one of the same origin that throws");
promise_test(async (t) => assert_equals(await thrown(t, there + "throws.js"), "NetworkError"), "one of another origin that throws");
promise_test(async (t) => assert_equals(await thrown(t, here + "does-not-parse.js"), "SyntaxError"), "one of the same origin that does not parse");
promise_test(async (t) => assert_equals(await thrown(t, there + "does-not-parse.js"), "NetworkError"), "one of another origin that does not parse");
promise_test(async (t) => assert_equals(await thrown(t, there + "imported.js"), "nothing"), "one of another origin that works");
