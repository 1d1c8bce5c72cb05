// META: script=/common/utils.js
// META: script=/fetch/fetch-later/resources/beacon-log.js
promise_test(async () => {
  const place = headerRecorder();
  fetchLater(place.url, { activateAfter: 100 });
  history.pushState(null, "", "?after");
  assert_equals((await place.headers()).referer, location.href);
}, "the referrer is the document's URL when the request is sent");
