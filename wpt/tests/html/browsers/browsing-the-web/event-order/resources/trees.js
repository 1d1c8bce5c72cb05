// Trees of documents and what each document sees. A tree is written as the list of its frames: s of the same origin as what
// is around it, x of another one, with what is inside in brackets.
const TREES = {
  "": "a page without frames",
  "s": "a page with a frame",
  "x": "a page with a frame of another origin",
  "s,x": "a page with two frames",
  "s(s)": "three levels",
  "x(s)": "three levels, the two inner ones of another origin",
  "s(x)": "three levels, the innermost of another origin",
  "x(x)": "three levels that take turns",
};

// places lists the documents of a tree: "0" is the page, "0.1" its second frame.
function places(tree, id = "0") {
  const list = [id];
  let depth = 0, start = 0, n = 0;
  for (let i = 0; i <= tree.length; i++) {
    if (tree[i] === "(") depth++;
    if (tree[i] === ")") depth--;
    if (i === tree.length || tree[i] === "," && depth === 0) {
      if (i > start) list.push(...places(tree.slice(start + 2, i - 1), `${id}.${n++}`));
      start = i + 1;
    }
  }
  return list;
}

let runs = 0; // trees that were asked for

function treeURL(tree, more = {}) {
  const url = new URL("resources/tree.html", location.href);
  url.searchParams.set("id", "0");
  url.searchParams.set("frames", tree);
  url.searchParams.set("run", ++runs);
  url.searchParams.set("other", get_host_info().HTTP_REMOTE_ORIGIN);
  for (const name of Object.keys(more)) url.searchParams.set(name, more[name]);
  return url.href;
}

// A watcher collects what the documents of the tree tell that is asked for next. What a document has told once that it goes
// stands: after a reload another one has its place.
class Watcher {
  constructor(tree) {
    this.tree = tree;
    this.run = String(runs + 1);
    this.logs = {};
    this.listener = ({ data }) => {
      if (data.run !== this.run || (this.logs[data.id] || []).includes("unload")) return;
      this.logs[data.id] = data.log;
      if (this.check) this.check();
    };
    addEventListener("message", this.listener);
  }
  // until waits until each document has got as far as last.
  until(last) {
    return new Promise(resolve => {
      this.check = () => { if (places(this.tree).every(id => (this.logs[id] || []).includes(last))) resolve(); };
      this.check();
    });
  }
  end() { removeEventListener("message", this.listener); }
}

// everyDocument makes a test for each document of each tree: run gives the logs of a tree by place, expected a document's. As
// many trees as ahead says are run beside the one that is looked at; not in windows, of which only one is in front.
function everyDocument(what, run, expected, trees = Object.keys(TREES), ahead = 0) {
  const running = [];
  const logsOf = i => {
    for (let n = running.length; n <= i + ahead && n < trees.length; n++) running.push(run(trees[n]));
    return running[i];
  };
  trees.forEach((tree, i) => {
    for (const id of places(tree)) {
      promise_test(async t => {
        const logs = await logsOf(i);
        assert_array_equals(logs[id] || [], expected(id));
      }, `${what}: ${TREES[tree]}: document ${id}`);
    }
  });
}

// late waits for what is told late, after the last event that must come.
const late = () => new Promise(resolve => setTimeout(resolve, 200));

// leave opens a window with the tree, by way of the URL that opened makes of its own, has it act, and gives the logs.
async function leave(tree, act, opened = url => url) {
  const watcher = new Watcher(tree), popup = window.open(opened(treeURL(tree)));
  await watcher.until("pageshow false");
  popup.postMessage({ act }, "*");
  await watcher.until("unload");
  await late();
  watcher.end();
  popup.close();
  return watcher.logs;
}

// inFrame has a frame with the tree act, as leave does with a window.
async function inFrame(tree, act, opened = url => url) {
  const watcher = new Watcher(tree), around = document.createElement("div"), iframe = document.createElement("iframe");
  iframe.src = opened(treeURL(tree));
  around.append(iframe);
  document.body.append(around);
  await watcher.until("pageshow false");
  act(iframe);
  await watcher.until("unload");
  await late();
  watcher.end();
  around.remove();
  return watcher.logs;
}

// unloaded is the log of a document whose page is left and cannot come back.
const unloaded = id => ["load", "pageshow false", "beforeunload", ...(id === "0" ? ["pageswap"] : []),
  "pagehide false visible", "visibilitychange hidden", "unload"];
