// fetchLater() is for secure contexts.
"use strict";

test(() => assert_false(isSecureContext), "this page is not a secure context");
test(() => assert_false("fetchLater" in window), "fetchLater is absent");
test(() => assert_equals(typeof fetchLater, "undefined"), "the name is unbound");
