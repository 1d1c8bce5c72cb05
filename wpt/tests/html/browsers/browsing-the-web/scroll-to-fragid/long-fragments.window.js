// META: title=Long fragments
'use strict';

const long = c => c.repeat((256 << 10) / c.length);

function changed(f) {
  return new Promise(resolve => {
    addEventListener('hashchange', resolve, {once: true});
    f();
  });
}

promise_test(async () => {
  await changed(() => { location.hash = long('a'); });
  assert_equals(location.hash, '#' + long('a'));
  assert_equals(document.URL, location.href);
}, 'a fragment of 256 KiB');

promise_test(async t => {
  const a = document.createElement('a');
  document.body.append(a);
  t.add_cleanup(() => a.remove());
  a.href = '#' + long('b');
  const length = history.length;
  await changed(() => a.click());
  assert_equals(location.hash, '#' + long('b'));
  assert_equals(history.length, length + 1);
  await changed(() => history.back());
  assert_equals(location.hash, '#' + long('a'));
}, 'a link to a fragment of 256 KiB, and back');

promise_test(async () => {
  history.replaceState(null, '', '?' + long('c'));
  assert_equals(location.search, '?' + long('c'));
  history.replaceState(null, '', location.pathname);
  assert_equals(location.search, '');
}, 'a query of 256 KiB by replaceState()');

promise_test(async t => {
  const target = document.createElement('p');
  target.id = 'é'.repeat(1 << 15);
  document.body.append(target);
  t.add_cleanup(() => target.remove());
  await changed(() => { location.hash = target.id; });
  assert_equals(location.hash, '#' + '%C3%A9'.repeat(1 << 15));
  assert_equals(document.querySelector(':target'), target);
  await changed(() => { location.hash = ''; });
}, 'an element with a long id is the target');
