// The vendor hook of testharness.js. Whoever drives the browser may define
// __exeunt_harness_setup before the page loads, to call setup() and add callbacks.
if (typeof self.__exeunt_harness_setup === "function") self.__exeunt_harness_setup();
