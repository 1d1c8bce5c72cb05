// Runs our testdriver-vendor.js where another server has an empty one, directly after that. It runs
// in the test's page and the frames of its process.
(() => {
  'use strict';
  const run = () => {
    __VENDOR__
  };
  document.addEventListener('load', (event) => {
    const {target} = event;
    if (target.localName === 'script' && /\/resources\/testdriver-vendor\.js$/.test(target.src)) {
      run();
    }
  }, true);
})();
