test(() => assert_throws_js(RangeError, () => fetchLater("/", { activateAfter: -Number.MIN_VALUE })), "the smallest number below 0 is a RangeError");
