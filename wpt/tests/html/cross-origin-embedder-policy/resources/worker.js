postMessage('runs');
