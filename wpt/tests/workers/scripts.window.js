// META: title=Workers whose script is missing, of the wrong type, or of another origin
// META: script=/workers/resources/make.js
// META: script=/common/get-host-info.sub.js
// https://html.spec.whatwg.org/multipage/webappapis.html#fetch-a-classic-worker-script

"use strict";

setup({allow_uncaught_exception: true});

const script = "/workers/resources/answers.js", pipe = (...calls) => `${script}?pipe=${calls.join("|")}`;
const there = get_host_info().HTTP_REMOTE_ORIGIN;

const outcome = async (t, url, options) => {
  const worker = new Worker(url, options);
  t.add_cleanup(() => worker.terminate());
  const e = await Promise.race([next(worker, "error"), next(worker)]);
  if (e.type === "error") e.preventDefault();
  return e.type === "error" ? "error" : e.data;
};

for (const [kind, options] of [["a worker", {}], ["a module worker", {type: "module"}]]) {
  for (const type of ["image/png", "audio/mpeg", "video/mp4", "text/csv", "text/html", "text/css", "application/octet-stream", "application/xhtml+xml"]) {
    promise_test(async (t) => assert_equals(await outcome(t, pipe(`header(Content-Type,${encodeURIComponent(type)})`), options), "error"), `${kind} of type ${type}`);
  }
  for (const type of ["text/javascript;charset=utf-8", "application/javascript", "application/x-javascript", "TEXT/ECMASCRIPT", "text/jscript"]) {
    promise_test(async (t) => assert_equals(await outcome(t, pipe(`header(Content-Type,${type.replace(";", "\\;")})`), options), "runs"), `${kind} of type ${type}`);
  }
  for (const status of [400, 403, 404, 410, 500, 503]) {
    promise_test(async (t) => assert_equals(await outcome(t, pipe(`status(${status})`), options), "error"), `${kind} of status ${status}`);
  }
  for (const url of ["http://nothing.invalid/", "unknown:x", "about:blank", "blob:nothing"]) {
    promise_test(async (t) => {
      const result = await Promise.resolve().then(() => outcome(t, url, options)).catch((e) => e.name); // Chrome throws at once for some
      assert_in_array(result, ["error", "SecurityError"]);
    }, `${kind} at ${url}`);
  }
  promise_test(async (t) => {
    const result = await Promise.resolve().then(() => outcome(t, there + script, options)).catch((e) => e.name);
    assert_in_array(result, ["error", "SecurityError"]);
  }, `${kind} of another origin`);
  promise_test(async (t) => {
    assert_equals(await outcome(t, `/common/redirect.py?location=${encodeURIComponent(there + script)}`, options), "error");
  }, `${kind} that is redirected to another origin`);
  promise_test(async (t) => {
    assert_equals(await outcome(t, `/common/redirect.py?location=${encodeURIComponent(script)}`, options), "runs");
  }, `${kind} that is redirected within its origin`);
  promise_test(async (t) => {
    const url = URL.createObjectURL(new Blob(["postMessage('runs')"], {type: "text/javascript"}));
    URL.revokeObjectURL(url);
    assert_equals(await outcome(t, url, options), "error");
  }, `${kind} at an address that was revoked before`);
}

// What becomes of a script that imports another one which is no good, and of the worker after it.
const imports = async (t, url) => {
  const worker = work(t, `
    try { importScripts(${JSON.stringify(new URL(url, location.href).href)}); postMessage("imported"); } catch (e) { postMessage(e.name); }
    postMessage("goes on");`);
  const got = [];
  await new Promise((resolve) => worker.onmessage = ({data}) => {
    got.push(data);
    if (data === "goes on") resolve();
  });
  return got.join();
};
for (const [name, url, want] of [
  ["is missing", pipe("status(404)"), "NetworkError,goes on"],
  ["has the wrong type", pipe("header(Content-Type,text/html)"), "NetworkError,goes on"],
  ["has the wrong type, of another origin", there + pipe("header(Content-Type,text/html)"), "NetworkError,goes on"],
  ["does not parse", "/workers/resources/does-not-parse.js", "SyntaxError,goes on"],
  ["throws", "/workers/resources/throws.js", "RangeError,goes on"],
  ["is at an unknown scheme", "unknown:x", "NetworkError,goes on"],
]) promise_test(async (t) => assert_equals(await imports(t, url), want), `importScripts() of what ${name}`);

promise_test(async (t) => {
  const missing = new Worker(pipe("status(404)"));
  missing.onmessage = t.unreached_func("it ran");
  missing.postMessage(1);
  const {port1, port2} = new MessageChannel();
  missing.postMessage(2, [port2]);
  const e = await next(missing, "error");
  assert_equals(e.target, missing);
  missing.postMessage(3);
  missing.terminate();
  assert_equals(await said(work(t, "postMessage('another')")), "another");
}, "messages to a worker that never was are lost, and others go on");
