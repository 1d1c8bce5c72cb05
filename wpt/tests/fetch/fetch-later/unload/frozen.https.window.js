// META: script=/common/utils.js
// META: script=/resources/testdriver.js
// META: script=/resources/testdriver-vendor.js
// META: script=/fetch/fetch-later/resources/beacon-log.js
// META: timeout=long
// A window that is frozen: its own scripts do not run, those of its opener call its fetchLater().
"use strict";

function popup(t) {
  return new Promise(resolve => {
    const win = open("resources/freezer.html");
    t.add_cleanup(() => win.close());
    win.addEventListener("load", () => resolve(win), { once: true });
  });
}

promise_test(async t => {
  const place = recorder(), win = await popup(t);
  await win.freeze();
  const result = win.fetchLater(place.url);
  assert_false(result.activated);
  assert_array_equals(await calm(place), []);
  win.close();
  assert_array_equals(await arrivals(place, 1), [null]);
}, "a call on a frozen window is accepted, and sent when it closes");
promise_test(async t => {
  const place = recorder(), win = await popup(t);
  await win.freeze();
  const result = win.fetchLater(place.url, { activateAfter: 50 });
  assert_false(result.activated);
  assert_array_equals(await arrivals(place, 1), [null]);
}, "a call on a frozen window is sent when its time comes");
promise_test(async t => {
  const place = recorder(), win = await popup(t), call = win.fetchLater;
  await win.freeze();
  call(place.url, { activateAfter: 0 });
  assert_array_equals(await arrivals(place, 1), [null]);
}, "so is one by a function that was taken before");
promise_test(async t => {
  const win = await popup(t);
  await win.freeze();
  assert_throws_js(win.RangeError, () => win.fetchLater("/", { activateAfter: -1 }));
  assert_throws_js(win.TypeError, () => win.fetchLater("data:,"));
  assert_throws_quotaexceedederror(win.QuotaExceededError, () => win.fetchLater("/", { method: "POST", body: "x".repeat(70000) }), () => true, () => true);
}, "what a call on a frozen window throws");
promise_test(async t => {
  const place = recorder(), win = await popup(t);
  win.fetchLater(place.url);
  await win.freeze();
  assert_array_equals(await calm(place), []);
  win.close();
  assert_array_equals(await arrivals(place, 1), [null]);
}, "a record without activateAfter outlives freezing");
promise_test(async t => {
  const place = recorder(), win = await popup(t);
  win.fetchLater(place.url, { activateAfter: 400 });
  await win.freeze();
  assert_array_equals(await arrivals(place, 1), [null]);
  win.close();
  assert_array_equals(await calm(place), [null]);
}, "a record whose time comes while its window is frozen is sent once");
promise_test(async t => {
  const place = recorder(), win = await popup(t);
  win.fetchLater(place.url, { activateAfter: 600000 });
  await win.freeze();
  assert_array_equals(await arrivals(place, 1), [null]);
}, "a record whose time is far away is sent when its window loses its scripts");
promise_test(async t => {
  const place = recorder(), win = await popup(t), controller = new AbortController();
  await win.freeze();
  win.fetchLater(place.url, { activateAfter: 100, signal: controller.signal });
  controller.abort();
  win.close();
  assert_array_equals(await calm(place), []);
}, "a record of a frozen window is aborted");
promise_test(async t => {
  const place = recorder(), win = await popup(t);
  win.document.addEventListener("freeze", () => win.fetchLater(place.url, { activateAfter: 0 }));
  await win.freeze();
  assert_array_equals(await arrivals(place, 1), [null]);
}, "a call in freeze is sent when its time comes");
