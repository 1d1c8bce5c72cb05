// META: title=What a window exposes to a secure context
// META: script=resources/interfaces.js
// META: script=resources/walk.js
// META: script=resources/report.js

'use strict';

test(() => {
  reportSurface(self, surfaceOf(interfaceNames));
}, 'the surface of a window');
