// META: script=/common/utils.js
// META: script=/fetch/fetch-later/resources/beacon-log.js
// META: script=/fetch/fetch-later/resources/size.js
// What a QuotaExceededError of fetchLater() tells.
"use strict";

const HERE = location.origin + "/";
const caught = (win = window) => {
  try {
    queue(win, HERE, PER_ORIGIN + 1);
  } catch (error) {
    return error;
  }
  throw new Error("did not throw");
};

test(() => assert_equals(caught().name, "QuotaExceededError"), "its name");
test(() => assert_equals(caught().code, 22), "its legacy code");
test(() => assert_equals(caught().constructor, QuotaExceededError), "it is an instance of the interface");
test(() => assert_true(caught() instanceof DOMException), "it is a DOMException");
test(() => assert_equals(caught().requested, PER_ORIGIN + 1), "requested is the length of the request");
test(() => assert_equals(caught().quota, PER_ORIGIN), "quota is what was available");
promise_test(async t => {
  const win = (await frame(t)).contentWindow;
  assert_true(caught(win) instanceof win.QuotaExceededError);
}, "it belongs to the realm of the function");
