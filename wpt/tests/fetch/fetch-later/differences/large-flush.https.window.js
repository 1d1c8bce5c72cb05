// META: script=/common/utils.js
// META: script=/fetch/fetch-later/resources/beacon-log.js
promise_test(async t => {
  const a = recorder(), b = recorder(), { contentWindow: win } = await frame(t);
  for (const place of [a, b]) win.fetchLater(place.url, { method: "POST", body: "x".repeat(30000) });
  win.fetchLater("https://not-web-platform.test:" + location.port + "/", { method: "POST", body: "x".repeat(40000) });
  win.frameElement.remove();
  assert_array_equals((await calm(a)).concat(await calm(b)), []);
}, "a flush of more than 64 KiB is lost");
