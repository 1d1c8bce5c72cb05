// META: timeout=long
// META: script=/common/utils.js
// META: script=/resources/testdriver.js
// META: script=/resources/testdriver-vendor.js
// META: script=/fetch/fetch-later/resources/beacon-log.js
promise_test(async () => {
  const place = recorder(), win = open("../unload/resources/freezer.html");
  await new Promise(resolve => { win.onload = () => { win.fetchLater(place.url, { activateAfter: 600000 }); win.freeze().then(resolve); }; });
  assert_array_equals(await arrivals(place, 1), [null]);
}, "a page that is frozen sends what has a time of its own");
