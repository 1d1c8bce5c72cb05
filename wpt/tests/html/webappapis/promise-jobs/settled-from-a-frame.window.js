// A promise job belongs to the realm of its handler, not to the one that settled the promise.
'use strict';

const frameThatResolves = async (t, work) => {
  const frame = document.createElement('iframe');
  document.body.append(frame);
  t.add_cleanup(() => frame.remove());
  const promise = new Promise((resolve) => window.resolveFromFrame = resolve);
  t.add_cleanup(() => { delete window.resolveFromFrame; });
  frame.contentWindow.eval('parent.resolveFromFrame(1)');
  await promise;
  frame.remove();
  return work();
};

promise_test(async (t) => {
  assert_equals(await frameThatResolves(t, () => 2), 2);
}, 'an async function goes on when the frame that settled its promise is gone');

promise_test(async (t) => {
  const value = await frameThatResolves(t, async () => {
    await new Promise((resolve) => setTimeout(resolve));
    return 3;
  });
  assert_equals(value, 3);
}, 'it may return a promise then');

promise_test(async (t) => {
  const value = await frameThatResolves(t, () => ({then: (resolve) => setTimeout(resolve, 0, 4)}));
  assert_equals(value, 4);
}, 'it may return a thenable then');

promise_test(async (t) => {
  const frame = document.createElement('iframe');
  document.body.append(frame);
  const promise = new Promise((resolve) => window.resolveFromFrame = resolve);
  t.add_cleanup(() => { delete window.resolveFromFrame; });
  const seen = [];
  const all = Promise.all([promise.then((v) => seen.push(v)), promise.then((v) => seen.push(v + 1))]);
  frame.contentWindow.eval('parent.resolveFromFrame(1)');
  frame.remove();
  await all;
  assert_array_equals(seen, [1, 2]);
}, 'reactions run when the frame goes before them');
