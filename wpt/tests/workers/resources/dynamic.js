const log = [];
const loaded = Promise.all([import("./word.js"), import("./word.js")]);
log.push("after import()");
Promise.resolve().then(() => log.push("microtask"));
setTimeout(() => log.push("timer"));
loaded.then(async ([a, b]) => {
  const failed = await import("./nothing-here.js").catch((e) => e.name);
  const again = await import("./nothing-here.js").catch((e) => e.name);
  const broken = await import("./does-not-parse.js").catch((e) => e.name);
  postMessage({log: log.slice(0, 2), same: a === b, word: a.word, failed, again, broken});
});
