// Reports what testharness.js finds, ours or upstream's, to the harness that
// opened this page. Only the top-level page of a test reports.
(() => {
  'use strict';
  const call = self.__exeunt_report;
  const complete = self.__exeunt_complete;
  delete self.__exeunt_report;
  delete self.__exeunt_complete;
  if (typeof call !== 'function' || self.top !== self || self.opener) {
    return;
  }
  const stringify = JSON.stringify;
  const send = (type, fields, through = call) => through(stringify(Object.assign({type}, fields)));
  const multiplier = __TIMEOUT_MULTIPLIER__;

  // Lone surrogates cannot travel as UTF-8. With the u flag, an escape of a
  // surrogate matches only one that is no half of a pair.
  const text = (value) => value === null || value === undefined ? '' :
    String(value).replace(/[\ud800-\udfff]/gu, (unit) => 'U+' + unit.charCodeAt(0).toString(16));
  // Each test has a number, by which a result that comes twice is known from two
  // tests of one name.
  const numbers = new Map();
  const number = (test) => {
    if (!numbers.has(test)) {
      numbers.set(test, numbers.size + 1);
    }
    return numbers.get(test);
  };
  const record = (test) => ({
    id: number(test), name: text(test.name), status: test.status,
    message: text(test.message), stack: text(test.stack),
  });

  // A test of the suite's surface folder leaves what it found here.
  const surface = () => {
    const found = Object.getOwnPropertyDescriptor(self, 'exeuntSurface');
    return found && typeof found.value === 'object' ? found.value : undefined;
  };

  let installed = false;
  const install = () => {
    if (installed || typeof self.add_completion_callback !== 'function' ||
        typeof self.setup !== 'function') {
      return;
    }
    installed = true;
    // The result table that testharness.js draws can throw in the middle of
    // its completion callbacks, and nobody looks at it here.
    self.setup({output: false, timeout_multiplier: multiplier});
    // Phase 0 is a test that has not run yet; its phase moves when it does.
    const phases = new Map();
    self.add_test_state_callback((test) => {
      const phase = test.phase > 0 ? 1 : 0;
      if (phases.get(test) !== phase) {
        phases.set(test, phase);
        send('begin', {id: number(test), name: text(test.name), phase});
      }
    });
    self.add_result_callback((test) => send('result', {test: record(test)}));
    // Said through a binding of its own: the harness has a virtual clock stand
    // still from this call on, so that how long it takes to close the page
    // changes nothing that can be observed.
    self.add_completion_callback((tests, status) => send('complete', {
      status: status.status, message: text(status.message), stack: text(status.stack),
      tests: tests.map(record), surface: surface(),
    }, complete));
    document.removeEventListener('load', install, true);
    document.removeEventListener('DOMContentLoaded', install, true);
  };
  // A script's load event comes directly after it ran, before the next one.
  document.addEventListener('load', install, true);
  document.addEventListener('DOMContentLoaded', install, true);
})();
