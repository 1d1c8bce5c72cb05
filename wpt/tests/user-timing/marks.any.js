// META: title=Marks and measures

'use strict';

test((t) => {
  t.add_cleanup(() => { performance.clearMarks(); performance.clearMeasures(); });
  const before = performance.now();
  const mark = performance.mark('a', {detail: {x: [1]}});
  assert_true(mark instanceof PerformanceMark && mark instanceof PerformanceEntry);
  assert_equals(mark.name, 'a');
  assert_equals(mark.entryType, 'mark');
  assert_equals(mark.duration, 0);
  assert_greater_than_equal(mark.startTime, before);
  assert_equals(mark.detail.x[0], 1);
  const late = performance.mark('late', {startTime: 1e9});
  assert_equals(late.startTime, 1e9);
  assert_equals(late.detail, null);
  performance.mark('later', {startTime: 2e9});
  performance.mark('between', {startTime: 1.5e9});
  assert_array_equals(performance.getEntriesByType('mark').map((m) => m.name), ['a', 'late', 'between', 'later']);
  assert_equals(performance.getEntriesByName('a')[0], mark);
  assert_equals(performance.getEntriesByName('a', 'measure').length, 0);
}, 'marks stand on the timeline in the order of their times');

test((t) => {
  t.add_cleanup(() => { performance.clearMarks(); performance.clearMeasures(); });
  performance.mark('from', {startTime: 10});
  performance.mark('to', {startTime: 30});
  performance.mark('to', {startTime: 40});
  let m = performance.measure('m', 'from', 'to');
  assert_array_equals([m.startTime, m.duration, m.entryType], [10, 30, 'measure']);
  m = performance.measure('m', {start: 5, end: 'from'});
  assert_array_equals([m.startTime, m.duration], [5, 5]);
  m = performance.measure('m', {start: 'from', duration: 7, detail: 'why'});
  assert_array_equals([m.startTime, m.duration, m.detail], [10, 7, 'why']);
  m = performance.measure('m', {duration: 4, end: 20});
  assert_array_equals([m.startTime, m.duration], [16, 4]);
  m = performance.measure('m', undefined, 'to');
  assert_array_equals([m.startTime, m.duration], [0, 40]);
  assert_equals(performance.getEntriesByName('m', 'measure').length, 5);
  performance.clearMeasures('m');
  assert_equals(performance.getEntriesByType('measure').length, 0);
  assert_equals(performance.getEntriesByType('mark').length, 3);
  performance.clearMarks();
  assert_equals(performance.getEntriesByType('mark').length, 0);
}, 'measures between marks and times');

test(() => {
  assert_throws_js(TypeError, () => performance.mark());
  assert_throws_js(TypeError, () => performance.mark('x', {startTime: -1}));
  assert_throws_js(TypeError, () => performance.mark('x', {startTime: NaN}));
  assert_throws_dom('DataCloneError', () => performance.mark('x', {detail: () => 1}));
  assert_throws_dom('SyntaxError', () => performance.measure('x', 'not there'));
  assert_throws_js(TypeError, () => performance.measure('x', {start: 1, end: 2, duration: 1}));
  assert_throws_js(TypeError, () => performance.measure('x', {start: 1}, 2));
  assert_throws_js(TypeError, () => performance.measure('x', {duration: 1}));
  assert_equals(performance.getEntriesByName('x').length, 0);
}, 'what is refused');
