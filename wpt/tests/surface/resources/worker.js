importScripts('interfaces.js', 'walk.js');
postMessage(surfaceOf(interfaceNames));
