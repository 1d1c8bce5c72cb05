// fetchLater() is for windows.
"use strict";
importScripts("/resources/testharness.js");

test(() => assert_true(isSecureContext), "this worker is a secure context");
test(() => assert_false("fetchLater" in self), "fetchLater is absent from workers");
test(() => assert_false("FetchLaterResult" in self), "FetchLaterResult is absent from workers");
done();
