// live.js: what only the program that serves this page can do. A page from a file has no such program.

const served = document.documentElement.dataset.live !== '';
const runs = document.documentElement.dataset.live === 'run'; // there is a run behind it, which can be played again

async function ask(what, body) {
  const response = await fetch(what, {method: 'POST', headers: {'Content-Type': 'application/json'}, body: JSON.stringify(body)}).catch(() => {
    throw new Error('the program that served this page does not answer any more');
  });
  const answer = await response.json().catch(() => ({error: `the program answered ${response.status}`}));
  if (answer.error) {
    throw new Error(answer.error);
  }
  return answer.value;
}

// findHits is understand; what the page does not understand it asks the program.
async function findHits(rec, text) {
  try {
    return understand(rec, text);
  } catch (error) {
    if (served && error instanceof SyntaxProblem) {
      return ask('hits', {text});
    }
    throw error;
  }
}

// print gives an expression's value at event i, as JSON shows it.
async function print(rec, i, text) {
  try {
    return JSON.stringify(compile(rec, text)(i));
  } catch (error) {
    if (served && error instanceof SyntaxProblem) {
      return ask('print', {event: i, text});
    }
    throw error;
  }
}

// evaluate runs JavaScript in a realm: of a document or a worker, by its key, or "" for what the event belongs to.
async function evaluate(i, realm, text) {
  if (!runs) {
    throw new Error(served ? 'there is no run behind a trace file; “exeunt step TEST --ui web” evaluates JavaScript'
      : 'this page is a file, without a run behind it; “exeunt step TEST --ui web” evaluates JavaScript');
  }
  return ask('eval', {event: i, in: realm, text});
}
