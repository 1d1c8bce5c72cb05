// META: script=/common/utils.js
// META: script=/fetch/fetch-later/resources/beacon-log.js
// META: script=/fetch/fetch-later/resources/size.js
// META: timeout=long
// A page that goes into the back/forward cache sends what it has pending, and sees that when it is back.
"use strict";

// visit opens a window of its own that runs the script, goes to another page and comes back, and gives what it tells then.
function visit(t, script, { after = "", wait = 0 } = {}) {
  const run = "leaver " + token(), channel = new BroadcastChannel(run);
  t.add_cleanup(() => channel.close());
  return new Promise(resolve => {
    channel.onmessage = e => resolve(e.data);
    open("resources/leaver.html?" + new URLSearchParams({ run, script, after, wait }), "_blank", "noopener");
  });
}

for (const [what, init, wait] of [
  ["a record without activateAfter", {}, 0],
  ["a record whose time is far away", { activateAfter: 600000 }, 0],
  ["a record whose time would come while the page is away", { activateAfter: 400 }, 600],
]) {
  promise_test(async t => {
    const place = recorder(), init_ = JSON.stringify(init);
    const told = await visit(t, `later("${place.url}", ${init_})`, { wait });
    assert_array_equals(await arrivals(place, 1), [null], "it is sent once");
    assert_true(told.persisted, "the page was kept");
    assert_array_equals(told.shown, [true], "activated in pageshow");
    assert_array_equals(told.activated, [true], "activated after that");
  }, what + " is sent when the page goes");
}
promise_test(async t => {
  const place = recorder();
  const told = await visit(t, `const c = new AbortController(); later("${place.url}", {signal: c.signal}); c.abort()`);
  assert_array_equals(await calm(place), []);
  assert_array_equals(told.activated, [false]);
}, "an aborted record is not sent");
promise_test(async t => {
  const place = recorder();
  const told = await visit(t, `globalThis.c = new AbortController(); later("${place.url}", {signal: c.signal})`, { after: "c.abort()" });
  assert_array_equals(await arrivals(place, 1), [null]);
  assert_array_equals(told.activated, [true]);
}, "to abort it when the page is back changes nothing");
for (const [what, target] of [["pagehide", "window"], ["visibilitychange", "document"], ["freeze", "document"]]) {
  promise_test(async t => {
    const place = recorder();
    const told = await visit(t, `${target}.addEventListener("${what}", () => later("${place.url}", {activateAfter: 600000}), {once: true})`);
    assert_array_equals(await arrivals(place, 1), [null]);
    assert_true(told.persisted);
    assert_array_equals(told.activated, [true]);
  }, `a call in ${what} is sent`);
}
promise_test(async t => {
  const place = recorder();
  const told = await visit(t, `const frame = document.createElement("iframe");
    frame.srcdoc = "<p>";
    frame.onload = () => { results.push(frame.contentWindow.fetchLater("${place.url}")); };
    document.body.append(frame)`);
  assert_array_equals(await arrivals(place, 1), [null]);
  assert_true(told.persisted);
  assert_array_equals(told.activated, [true]);
}, "frames send theirs");
promise_test(async t => {
  const place = recorder(), body = 60 * KIB;
  const told = await visit(t, `later("${place.url}", {method: "POST", body: "x".repeat(${body})})`,
    { after: `later("${place.url}", {method: "POST", body: "y".repeat(${body}), activateAfter: 0})` });
  assert_array_equals((await arrivals(place, 2)).map(text => text.length), [body, body]);
  assert_array_equals(told.activated, [true, true]);
}, "what was sent counts no more when the page is back");
promise_test(async t => {
  const place = recorder();
  const told = await visit(t, "", { after: `later("${place.url}", {activateAfter: 0})` });
  assert_array_equals(await arrivals(place, 1), [null]);
  assert_true(told.persisted);
  assert_array_equals(told.activated, [true]);
}, "a call in pageshow is sent when its time comes");
promise_test(async t => {
  const place = recorder();
  const told = await visit(t, `later("${place.url}"); setTimeout(() => later("${place.url}"), 300)`, { wait: 600 });
  assert_array_equals(await arrivals(place, 1), [null], "the timer runs after the page is back");
  assert_array_equals(told.shown, [true]);
}, "a timer of the page does not call while it is away");
